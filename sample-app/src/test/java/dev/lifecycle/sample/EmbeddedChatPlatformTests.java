package dev.lifecycle.sample;

/**
 * The platform as it runs without any server: H2 in memory and a cache in the process.
 */
class EmbeddedChatPlatformTests extends AbstractChatPlatformTests {

}
