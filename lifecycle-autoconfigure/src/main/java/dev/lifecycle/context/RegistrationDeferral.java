package dev.lifecycle.context;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.ProxyMethodInvocation;
import org.springframework.aop.framework.AbstractAdvisingBeanPostProcessor;
import org.springframework.aop.support.DefaultPointcutAdvisor;
import org.springframework.aop.support.StaticMethodMatcherPointcut;
import org.springframework.boot.web.server.context.WebServerInitializedEvent;
import org.springframework.context.SmartLifecycle;
import org.springframework.core.NativeDetector;
import org.springframework.core.log.LogMessage;

/**
 * Keeps an application from registering itself with a service registry until its start-up
 * is complete. Spring Cloud registers it as soon as its web server is open, or even
 * before. What is held back is the call that would register; it is made, in the order of
 * the calls and on the thread that refreshes the context, right after the services are
 * ready, and never if they do not get ready. An exception fails the refresh, as it does
 * without this. De-registration is not touched.
 *
 * @since 0.1.0
 */
public final class RegistrationDeferral extends AbstractAdvisingBeanPostProcessor implements SmartLifecycle {

	private static final Log logger = LogFactory.getLog(RegistrationDeferral.class);

	private final ReentrantLock lock = new ReentrantLock();

	// At most one call per registration and web server, and those of SmartLifecycle.
	private final transient List<MethodInvocation> deferred = new ArrayList<>();

	private volatile boolean open;

	/**
	 * Create a new deferral.
	 * @param registrationType type of the beans that register the application when
	 * started, or when told of a {@link WebServerInitializedEvent}
	 */
	public RegistrationDeferral(Class<?> registrationType) {
		setProxyTargetClass(true);
		setBeforeExistingAdvisors(true);
		MethodInterceptor interceptor = this::invoke;
		this.advisor = new DefaultPointcutAdvisor(new RegisteringMethods(registrationType), interceptor);
	}

	@Override
	protected boolean isEligible(Class<?> targetClass) {
		return super.isEligible(targetClass) && !Modifier.isFinal(targetClass.getModifiers())
				&& !NativeDetector.inNativeImage();
	}

	private @Nullable Object invoke(MethodInvocation invocation) throws Throwable {
		return (registers(invocation) && defer(invocation)) ? null : invocation.proceed();
	}

	private static boolean registers(MethodInvocation invocation) {
		Object[] arguments = invocation.getArguments();
		return arguments.length == 0 || arguments[0] instanceof WebServerInitializedEvent;
	}

	private boolean defer(MethodInvocation invocation) {
		if (this.open) {
			return false;
		}
		this.lock.lock();
		try {
			if (this.open) {
				return false;
			}
			this.deferred.add(((ProxyMethodInvocation) invocation).invocableClone());
		}
		finally {
			this.lock.unlock();
		}
		Object target = invocation.getThis();
		logger.info(LogMessage.format("Registration by %s waits until all services are ready",
				(target != null) ? target.getClass().getSimpleName() : invocation.getMethod()));
		return true;
	}

	@Override
	public void start() {
		for (MethodInvocation invocation : open()) {
			proceed(invocation);
		}
	}

	private List<MethodInvocation> open() {
		this.lock.lock();
		try {
			this.open = true;
			List<MethodInvocation> invocations = List.copyOf(this.deferred);
			this.deferred.clear();
			return invocations;
		}
		finally {
			this.lock.unlock();
		}
	}

	private static void proceed(MethodInvocation invocation) {
		try {
			invocation.proceed();
		}
		catch (RuntimeException | Error ex) {
			throw ex;
		}
		catch (Throwable ex) {
			throw new IllegalStateException("Registration failed", ex);
		}
	}

	@Override
	public void stop() {
		this.open = false;
	}

	@Override
	public boolean isRunning() {
		return this.open;
	}

	@Override
	public int getPhase() {
		return WorkConsumers.PHASE;
	}

	/**
	 * Methods that may register the application.
	 */
	private static final class RegisteringMethods extends StaticMethodMatcherPointcut {

		RegisteringMethods(Class<?> registrationType) {
			setClassFilter(registrationType::isAssignableFrom);
		}

		@Override
		public boolean matches(Method method, Class<?> targetClass) {
			return switch (method.getName()) {
				case "start" -> method.getParameterCount() == 0;
				case "onApplicationEvent" -> method.getParameterCount() == 1;
				default -> false;
			};
		}

	}

}
