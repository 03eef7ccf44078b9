/**
 * The chat room, its WebSocket endpoint and its history.
 */
@NullMarked
package dev.lifecycle.sample.chat;

import org.jspecify.annotations.NullMarked;
