package dev.lifecycle.actuate.page;

/**
 * The connection to a browser that wants to know when something has changed.
 */
interface Viewer {

	/**
	 * All there is to say, in the format of server-sent events.
	 */
	String MESSAGE = "retry: 1000\nevent: change\ndata: changed\n\n";

	/**
	 * Send the message without waiting. As long as it cannot be sent, once is enough.
	 */
	void send();

	/**
	 * End the connection without waiting.
	 */
	void close();

}
