/**
 * The agents that answer in the chat.
 */
@NullMarked
package dev.lifecycle.sample.agents;

import org.jspecify.annotations.NullMarked;
