package dev.lifecycle.sample.agents;

/**
 * Definition of an agent.
 *
 * @param name name under which the agent answers
 * @param command first word of the messages it answers
 * @param behaviour what it does
 * @param template text of its answers
 * @param description what it does, in a few words for people
 * @since 0.1.0
 */
public record Agent(String name, String command, Behaviour behaviour, String template, String description) {

	boolean isAddressedBy(String text) {
		return text.equals(this.command) || text.startsWith(this.command + " ");
	}

	/**
	 * What an agent does when it is addressed.
	 */
	public enum Behaviour {

		/**
		 * Gives the same answer to everybody.
		 */
		REPLY,

		/**
		 * Repeats the words after its command.
		 */
		ECHO,

		/**
		 * Tells the time.
		 */
		TIME

	}

}
