package dev.lifecycle.sample;

import java.net.http.WebSocketHandshakeException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.client.RestClient;
import tools.jackson.databind.JsonNode;

import dev.lifecycle.sample.cache.ChatCache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What users can do, whatever database and cache are behind it.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
abstract class AbstractChatPlatformTests {

	@LocalServerPort
	private int port;

	@Autowired
	private ChatCache cache;

	@Test
	void messageWhenSaidThenEverybodyHearsIt() throws Throwable {
		try (ChatClient ada = join("ada"); ChatClient grace = join("grace")) {
			ada.say("Good morning");
			assertThat(ada.awaitMessage("ada").path("text").asString()).isEqualTo("Good morning");
			assertThat(grace.awaitMessage("ada").path("text").asString()).isEqualTo("Good morning");
		}
	}

	@Test
	void messageWhenForTheClockThenItTellsTheTime() throws Throwable {
		try (ChatClient ada = join("ada")) {
			ada.say("@clock");
			assertThat(ada.awaitMessage("clock").path("text").asString()).matches("It is [0-9:]{8} UTC, ada\\.");
		}
	}

	@Test
	void messageWhenForAnAgentThenItAnswers() throws Throwable {
		try (ChatClient ada = join("ada")) {
			ada.say("@echo one two");
			JsonNode answer = ada.awaitMessage("echo");
			assertThat(answer.path("text").asString()).isEqualTo("one two");
			assertThat(answer.path("agent").asBoolean()).isTrue();
		}
	}

	@Test
	void messageWhenSaidThenItIsInTheHistory() throws Throwable {
		try (ChatClient ada = join("ada")) {
			ada.say("For the record");
			JsonNode message = ada.awaitMessage("ada");
			assertThat(history(100)).contains(message);
		}
	}

	@Test
	void messageWhenCacheIsEmptyThenHistoryComesFromTheDatabase() throws Throwable {
		try (ChatClient ada = join("ada")) {
			ada.say("Not forgotten");
			JsonNode message = ada.awaitMessage("ada");
			this.cache.fill(List.of());
			assertThat(history(1)).containsExactly(message);
		}
	}

	@Test
	void messageWhenInvalidThenIsRejected() throws Throwable {
		try (ChatClient ada = join("ada")) {
			ada.send("nonsense");
			assertThat(awaitError(ada)).isEqualTo("INVALID_MESSAGE");
			ada.say(" ");
			assertThat(awaitError(ada)).isEqualTo("INVALID_MESSAGE");
			ada.say("x".repeat(2001));
			assertThat(awaitError(ada)).isEqualTo("INVALID_MESSAGE");
		}
	}

	@Test
	void presenceWhenUsersComeAndGoThenIsAnnounced() throws Throwable {
		try (ChatClient ada = join("ada")) {
			ChatClient linus = join("linus");
			ada.await((event) -> names(event).contains("linus"));
			linus.close();
			ada.await((event) -> isPresence(event) && !names(event).contains("linus"));
		}
	}

	@Test
	void presenceWhenOneOfTwoSocketsClosesThenUserStays() throws Throwable {
		try (ChatClient ada = join("ada")) {
			ChatClient other = join("ada");
			other.close();
			other.closed().get(10, TimeUnit.SECONDS);
			try (ChatClient grace = join("grace")) {
				assertThat(names(grace.await(AbstractChatPlatformTests::isPresence))).contains("ada", "grace");
			}
			assertThat(ada.closed()).isNotDone();
		}
	}

	@Test
	void joinWhenTokenIsValidThenProtocolIsSelectedAndAgentsAreNamed() throws Throwable {
		try (ChatClient ada = new ChatClient(this.port, "chat.v1", "bearer." + token("ada"))) {
			assertThat(ada.protocol()).isEqualTo("chat.v1");
			JsonNode welcome = ada.await((event) -> isType(event, "welcome"));
			assertThat(welcome.path("user").asString()).isEqualTo("ada");
			assertThat(welcome.path("agents").findValuesAsString("name")).containsExactly("clock", "echo", "helper");
		}
	}

	@Test
	void joinWhenThereIsNoTokenThenHandshakeIsRefused() {
		assertRefused();
		assertRefused("chat.v1");
	}

	@Test
	void joinWhenTokenIsInvalidThenHandshakeIsRefused() {
		String token = token("ada");
		assertRefused("chat.v1", "bearer.nonsense");
		assertRefused("chat.v1", "bearer." + token.substring(0, token.lastIndexOf('.') + 1) + "AAAA");
	}

	@Test
	void loginWhenPasswordIsWrongThenUnauthorized() {
		assertThat(login(Map.of("username", "ada", "password", "wrong")).getStatusCode())
			.isEqualTo(HttpStatus.UNAUTHORIZED);
	}

	@Test
	void loginWhenUserIsUnknownThenUnauthorized() {
		assertThat(login(Map.of("username", "nobody", "password", "ada-demo")).getStatusCode())
			.isEqualTo(HttpStatus.UNAUTHORIZED);
	}

	@Test
	void loginWhenIncompleteThenUnauthorized() {
		assertThat(login(Map.of()).getStatusCode()).isEqualTo(HttpStatus.UNAUTHORIZED);
	}

	@Test
	void historyWhenThereIsNoTokenThenUnauthorized() {
		assertThat(get("/api/messages").getStatusCode()).isEqualTo(HttpStatus.UNAUTHORIZED);
	}

	@Test
	void pageIsServedWithContentSecurityPolicy() {
		ResponseEntity<String> page = get("/");
		assertThat(page.getBody()).contains("<title>Chat</title>");
		assertThat(page.getHeaders().getFirst("Content-Security-Policy")).startsWith("default-src 'none'");
	}

	@Test
	void probesWhenStartedThenAreUp() {
		for (String path : List.of("/livez", "/readyz", "/actuator/health", "/actuator/health/readiness")) {
			assertThat(get(path).getStatusCode()).as(path).isEqualTo(HttpStatus.OK);
		}
	}

	@Test
	void lifecyclePageWhenOperatorThenIsServedWithItsOwnPolicy() {
		ResponseEntity<String> page = asOperator(HttpMethod.GET, "/actuator/lifecycle/page/index.html");
		assertThat(page.getBody()).contains("<title>Services</title>");
		assertThat(page.getHeaders().getFirst("Content-Security-Policy")).contains("script-src 'sha256-");
	}

	@Test
	void lifecyclePageWhenNobodyThenBrowserAsksForPassword() {
		ResponseEntity<String> page = get("/actuator/lifecycle/page/index.html");
		assertThat(page.getStatusCode()).isEqualTo(HttpStatus.UNAUTHORIZED);
		assertThat(page.getHeaders().getFirst("WWW-Authenticate")).startsWith("Basic realm=\"Actuator\"");
	}

	@Test
	void lifecycleWhenBrowserIsMadeToPostThenForbidden() {
		assertThat(asOperator(HttpMethod.POST, "/actuator/lifecycle/chat").getStatusCode())
			.isEqualTo(HttpStatus.FORBIDDEN);
	}

	@Test
	void lifecycleWhenTokenThenIsServed() {
		assertThat(http().get()
			.uri("/actuator/lifecycle")
			.header("Authorization", "Bearer " + token("ada"))
			.retrieve()
			.toEntity(String.class)
			.getBody()).contains("\"chat\"");
	}

	@Test
	void messagesWhenOperatorThenUnauthorized() {
		assertThat(asOperator(HttpMethod.GET, "/api/messages").getStatusCode()).isEqualTo(HttpStatus.UNAUTHORIZED);
	}

	private ResponseEntity<String> asOperator(HttpMethod method, String path) {
		return http().method(method)
			.uri(path)
			.headers((headers) -> headers.setBasicAuth("operator", "operator-demo"))
			.retrieve()
			.toEntity(String.class);
	}

	private ChatClient join(String user) throws Throwable {
		ChatClient client = new ChatClient(this.port, "chat.v1", "bearer." + token(user));
		client.await((event) -> isType(event, "welcome"));
		return client;
	}

	private void assertRefused(String... protocols) {
		assertThatExceptionOfType(WebSocketHandshakeException.class)
			.isThrownBy(() -> new ChatClient(this.port, protocols))
			.satisfies((ex) -> assertThat(ex.getResponse().statusCode()).isEqualTo(401));
	}

	private String token(String user) {
		JsonNode answer = login(Map.of("username", user, "password", user + "-demo")).getBody();
		return Objects.requireNonNull(answer).path("token").asString();
	}

	private ResponseEntity<JsonNode> login(Map<String, String> credentials) {
		return http().post()
			.uri("/api/login")
			.contentType(MediaType.APPLICATION_JSON)
			.body(credentials)
			.retrieve()
			.toEntity(JsonNode.class);
	}

	private Iterable<JsonNode> history(int limit) {
		JsonNode messages = http().get()
			.uri("/api/messages?limit={limit}", limit)
			.header("Authorization", "Bearer " + token("ada"))
			.retrieve()
			.body(JsonNode.class);
		return Objects.requireNonNull(messages).values();
	}

	private ResponseEntity<String> get(String path) {
		return http().get().uri(path).retrieve().toEntity(String.class);
	}

	private RestClient http() {
		return RestClient.builder()
			.baseUrl("http://localhost:" + this.port)
			.defaultStatusHandler((status) -> true, (request, response) -> {
			})
			.build();
	}

	private static String awaitError(ChatClient client) throws InterruptedException {
		return client.await((event) -> isType(event, "error")).path("code").asString();
	}

	private static boolean isPresence(JsonNode event) {
		return isType(event, "presence");
	}

	private static boolean isType(JsonNode event, String type) {
		return type.equals(event.path("type").asString());
	}

	private static List<String> names(JsonNode event) {
		return event.path("online").valueStream().map(JsonNode::asString).toList();
	}

}
