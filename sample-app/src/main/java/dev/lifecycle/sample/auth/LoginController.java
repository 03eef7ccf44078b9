package dev.lifecycle.sample.auth;

import java.time.Instant;
import java.util.Objects;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

@RestController
class LoginController {

	private final AuthService auth;

	LoginController(AuthService auth) {
		this.auth = auth;
	}

	@PostMapping(path = "/api/login", consumes = "application/json")
	Token login(@RequestBody Credentials credentials) {
		Jwt token = this.auth.login(Objects.requireNonNullElse(credentials.username(), ""),
				Objects.requireNonNullElse(credentials.password(), ""));
		return new Token(token.getTokenValue(), Objects.requireNonNull(token.getSubject()), token.getExpiresAt());
	}

	@ExceptionHandler
	ProblemDetail refused(AuthenticationException failure) {
		return ProblemDetail.forStatusAndDetail(HttpStatus.UNAUTHORIZED, "Unknown user or wrong password");
	}

	record Credentials(@Nullable String username, @Nullable String password) {

		@Override
		public String toString() {
			return "Credentials[username=" + this.username + "]";
		}

	}

	record Token(String token, String username, @Nullable Instant expiresAt) {

	}

}
