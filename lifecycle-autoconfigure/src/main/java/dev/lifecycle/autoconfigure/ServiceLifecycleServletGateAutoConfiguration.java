package dev.lifecycle.autoconfigure;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.thread.Threading;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;
import org.springframework.core.env.Environment;
import org.springframework.util.ClassUtils;
import org.springframework.web.util.pattern.PathPattern;

import dev.lifecycle.autoconfigure.ServiceLifecycleProperties.Gate;
import dev.lifecycle.gate.ExemptPaths;
import dev.lifecycle.gate.GateBypass;
import dev.lifecycle.gate.GateMode;
import dev.lifecycle.gate.StartupProgress;
import dev.lifecycle.gate.TrafficGate;
import dev.lifecycle.gate.servlet.HandshakeRefusal;
import dev.lifecycle.gate.servlet.JettyClientConnection;
import dev.lifecycle.gate.servlet.TomcatClientConnection;
import dev.lifecycle.gate.servlet.TrafficGateFilter;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for the gate in front of servlet
 * applications.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = ServiceLifecycleAutoConfiguration.class)
@ConditionalOnClass({ Filter.class, FilterRegistrationBean.class, PathPattern.class })
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnBean(name = "trafficGate")
public final class ServiceLifecycleServletGateAutoConfiguration {

	private static final String TOMCAT_THREADS = "server.tomcat.threads.max";

	private static final String JETTY_THREADS = "server.jetty.threads.max";

	private static final int DEFAULT_THREADS = 200;

	// Jetty limits its virtual threads to the number configured for platform threads.
	private static final String JETTY = "org.springframework.boot.jetty.servlet.JettyServletWebServerFactory";

	@Bean
	FilterRegistrationBean<TrafficGateFilter> trafficGateFilterRegistration(TrafficGate gate,
			ObjectProvider<GateBypass> bypass, ObjectProvider<ExemptPaths> exemptPaths,
			ObjectProvider<StartupProgress> progress, ObjectProvider<HandshakeRefusal> handshakes,
			Environment environment) {
		GateFactory factory = new GateFactory(environment);
		Gate settings = factory.settings();
		TrafficGateFilter filter = new TrafficGateFilter(gate, factory.exemptions(exemptPaths), bypass::getIfAvailable,
				factory.refusals(progress), handshakes::getIfAvailable, settings.maxWait(),
				Math.min(factory.maxHeld(), workerThreads(environment) / 2));
		FilterRegistrationBean<TrafficGateFilter> registration = new FilterRegistrationBean<>(filter);
		registration.setEnabled(settings.mode() != GateMode.OFF);
		registration.setOrder(Ordered.HIGHEST_PRECEDENCE);
		registration.setDispatcherTypes(DispatcherType.REQUEST);
		registration.setAsyncSupported(true);
		return registration;
	}

	private int workerThreads(Environment environment) {
		if (!Threading.VIRTUAL.isActive(environment)) {
			return smallest(environment, TOMCAT_THREADS, JETTY_THREADS);
		}
		boolean jetty = ClassUtils.isPresent(JETTY, getClass().getClassLoader());
		return jetty ? smallest(environment, JETTY_THREADS) : Integer.MAX_VALUE;
	}

	private int smallest(Environment environment, String... properties) {
		int smallest = Integer.MAX_VALUE;
		for (String property : properties) {
			Integer threads = environment.getProperty(property, Integer.class);
			if (threads != null && threads > 0) {
				smallest = Math.min(smallest, threads);
			}
		}
		return (smallest != Integer.MAX_VALUE) ? smallest : DEFAULT_THREADS;
	}

	@Bean
	@ConditionalOnClass(name = { "org.springframework.boot.actuate.autoconfigure.web.server.ManagementPortType",
			"org.springframework.boot.actuate.endpoint.web.PathMappedEndpoints" })
	ExemptPaths endpointExemptPaths(ConfigurableListableBeanFactory beanFactory, Environment environment) {
		return new EndpointExemptPaths(beanFactory, environment);
	}

	@Bean
	@ConditionalOnClass(name = { "org.apache.catalina.valves.ValveBase",
			"org.springframework.boot.tomcat.ConfigurableTomcatWebServerFactory" })
	WebServerFactoryCustomizer<?> tomcatClientConnection(TrafficGate gate) {
		return new TomcatClientConnection(gate);
	}

	@Bean
	@ConditionalOnClass(name = { "org.eclipse.jetty.server.Handler",
			"org.springframework.boot.jetty.ConfigurableJettyWebServerFactory" })
	WebServerFactoryCustomizer<?> jettyClientConnection(TrafficGate gate) {
		return new JettyClientConnection(gate);
	}

}
