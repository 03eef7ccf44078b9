package dev.lifecycle.sample.auth;

import jakarta.servlet.DispatcherType;
import org.springframework.boot.security.autoconfigure.actuate.web.servlet.EndpointRequest;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetails;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.authentication.www.BasicAuthenticationEntryPoint;
import org.springframework.security.web.header.writers.ReferrerPolicyHeaderWriter.ReferrerPolicy;

import dev.lifecycle.sample.SampleProperties;

@Configuration(proxyBeanMethods = false)
class SecurityConfiguration {

	private static final String CONTENT_SECURITY_POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; "
			+ "img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

	// Who operates the application is known even while no service has started, so that
	// the start-up can be watched. Browsers send that password by themselves: requests
	// that change something need protection from forgery, or a token instead.
	@Bean
	@Order(1)
	SecurityFilterChain actuatorSecurityFilterChain(HttpSecurity http, SampleProperties properties) {
		BasicAuthenticationEntryPoint entryPoint = new BasicAuthenticationEntryPoint();
		entryPoint.setRealmName("Actuator");
		return http.securityMatcher(EndpointRequest.toAnyEndpoint().excluding("health", "prometheus"))
			.authorizeHttpRequests((requests) -> requests.anyRequest().authenticated())
			.httpBasic((basic) -> basic.authenticationEntryPoint(entryPoint))
			.exceptionHandling((failures) -> failures.authenticationEntryPoint(entryPoint))
			.userDetailsService(new InMemoryUserDetailsManager(operator(properties.operator())))
			.oauth2ResourceServer((server) -> server.jwt(Customizer.withDefaults()))
			.sessionManagement((sessions) -> sessions.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
			.build();
	}

	private static UserDetails operator(SampleProperties.Operator operator) {
		return User.withUsername(operator.username())
			.password("{noop}" + operator.password())
			.authorities("OPERATOR")
			.build();
	}

	@Bean
	SecurityFilterChain securityFilterChain(HttpSecurity http) {
		return http
			.authorizeHttpRequests((requests) -> requests.dispatcherTypeMatchers(DispatcherType.ERROR)
				.permitAll()
				.requestMatchers("/", "/index.html", "/chat.js", "/chat.css", "/icon.svg")
				.permitAll()
				.requestMatchers("/api/login", "/actuator/health/**", "/actuator/prometheus", "/livez", "/readyz")
				.permitAll()
				// Browsers cannot send the Authorization header here: the
				// handshake verifies the token.
				.requestMatchers("/ws/chat")
				.permitAll()
				.anyRequest()
				.authenticated())
			.oauth2ResourceServer((server) -> server.jwt(Customizer.withDefaults()))
			.sessionManagement((sessions) -> sessions.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
			// Forged requests need credentials that the browser sends by itself. There
			// are none: no cookie, no session, only tokens that the page adds.
			.csrf(AbstractHttpConfigurer::disable)
			.headers((headers) -> headers
				.contentSecurityPolicy((policy) -> policy.policyDirectives(CONTENT_SECURITY_POLICY))
				.referrerPolicy((policy) -> policy.policy(ReferrerPolicy.NO_REFERRER)))
			.build();
	}

}
