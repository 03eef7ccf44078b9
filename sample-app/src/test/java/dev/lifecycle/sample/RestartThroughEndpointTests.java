package dev.lifecycle.sample;

import java.time.Duration;
import java.util.Map;
import java.util.Objects;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.client.RestClient;
import tools.jackson.databind.JsonNode;

import dev.lifecycle.LifecycleManager;
import dev.lifecycle.ServiceState;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Who may restart services where the endpoint allows it.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = "management.endpoint.lifecycle.access=unrestricted")
class RestartThroughEndpointTests {

	@LocalServerPort
	private int port;

	@Autowired
	private LifecycleManager manager;

	@Test
	void restartWhenThereIsNoTokenThenRefused() {
		// Browsers send it by themselves, so it has to come with a token against forgery.
		assertThat(restart("agents", "Basic YWRhOmFkYS1kZW1v").getStatusCode()).isEqualTo(HttpStatus.FORBIDDEN);
		assertThat(restart("agents", "Bearer nonsense").getStatusCode()).isEqualTo(HttpStatus.UNAUTHORIZED);
		assertThat(this.manager.status("agents").state()).isEqualTo(ServiceState.READY);
	}

	@Test
	void restartWhenTokenIsValidThenServiceAndItsDependentsStartAgain() {
		String token = "Bearer " + token();
		ResponseEntity<JsonNode> answer = restart("agents", token);
		assertThat(answer.getStatusCode()).isEqualTo(HttpStatus.ACCEPTED);
		assertThat(Objects.requireNonNull(answer.getBody()).path("accepted").asBoolean()).isTrue();
		await().atMost(Duration.ofSeconds(60))
			.until(() -> isReadyAgain("agents", token) && isReadyAgain("chat", token));
		assertThat(service("database", token).path("epoch").asInt()).isOne();
		assertThat(restart("nothing", token).getStatusCode()).isEqualTo(HttpStatus.NOT_FOUND);
	}

	private boolean isReadyAgain(String service, String token) {
		JsonNode answer = service(service, token);
		return answer.path("epoch").asInt() == 2 && answer.path("state").asString().equals("READY");
	}

	private JsonNode service(String name, String token) {
		return Objects.requireNonNull(http().get()
			.uri("/actuator/lifecycle/{service}", name)
			.header("Authorization", token)
			.retrieve()
			.body(JsonNode.class));
	}

	private ResponseEntity<JsonNode> restart(String service, String authorization) {
		return http().post()
			.uri("/actuator/lifecycle/{service}", service)
			.header("Authorization", authorization)
			.retrieve()
			.toEntity(JsonNode.class);
	}

	private String token() {
		JsonNode answer = http().post()
			.uri("/api/login")
			.contentType(MediaType.APPLICATION_JSON)
			.body(Map.of("username", "ada", "password", "ada-demo"))
			.retrieve()
			.body(JsonNode.class);
		return Objects.requireNonNull(answer).path("token").asString();
	}

	private RestClient http() {
		return RestClient.builder()
			.baseUrl("http://localhost:" + this.port)
			.defaultStatusHandler((status) -> true, (request, response) -> {
			})
			.build();
	}

}
