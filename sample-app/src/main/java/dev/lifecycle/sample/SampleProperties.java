package dev.lifecycle.sample;

import java.net.URI;
import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of the sample application.
 *
 * @param tokenValidity how long a token from the login is accepted
 * @param delays what makes the services slow, to watch the start-up
 * @param analytics where usage events go
 * @param operator who may look at the actuator
 * @since 0.1.0
 */
@ConfigurationProperties("sample")
public record SampleProperties(@DefaultValue("8h") Duration tokenValidity, @DefaultValue Delays delays,
		@DefaultValue Analytics analytics, @DefaultValue Operator operator) {

	/**
	 * Time that each service additionally takes to start.
	 *
	 * @param database delay of the service {@code database}
	 * @param cache delay of the service {@code cache}
	 * @param auth delay of the service {@code auth}
	 * @param agents delay of the service {@code agents}
	 * @param chat delay of the service {@code chat}
	 */
	public record Delays(@DefaultValue("0s") Duration database, @DefaultValue("0s") Duration cache,
			@DefaultValue("0s") Duration auth, @DefaultValue("0s") Duration agents, @DefaultValue("0s") Duration chat) {

	}

	/**
	 * The collector of usage events.
	 *
	 * @param url address that accepts events by POST and answers GET; nobody listens on
	 * the default
	 */
	public record Analytics(@DefaultValue("http://127.0.0.1:9/events") URI url) {

	}

	/**
	 * Who operates the application.
	 *
	 * @param username name of the user
	 * @param password password of the user; for demonstration only, as those of the chat
	 */
	public record Operator(@DefaultValue("operator") String username, @DefaultValue("operator-demo") String password) {

		@Override
		public String toString() {
			return "Operator[username=" + this.username + "]";
		}

	}

}
