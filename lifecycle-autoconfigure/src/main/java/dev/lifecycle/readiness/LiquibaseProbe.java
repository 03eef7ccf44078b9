package dev.lifecycle.readiness;

import java.lang.reflect.Method;
import java.sql.Connection;
import java.util.Collection;
import java.util.List;
import java.util.Objects;

import liquibase.Contexts;
import liquibase.LabelExpression;
import liquibase.Liquibase;
import liquibase.changelog.ChangeSet;
import liquibase.integration.spring.SpringLiquibase;
import org.jspecify.annotations.Nullable;
import org.springframework.util.ReflectionUtils;

import dev.lifecycle.ReadinessProbe;
import dev.lifecycle.ReadinessResult;
import dev.lifecycle.engine.RemoteProbe;

/**
 * Asks Liquibase what is pending. Only loaded if Liquibase is there.
 */
final class LiquibaseProbe implements RemoteProbe {

	// Protected, and the only way to what the bean knows: parameters have no getter.
	private static final Method CREATE = Objects
		.requireNonNull(ReflectionUtils.findMethod(SpringLiquibase.class, "createLiquibase", Connection.class));

	static {
		ReflectionUtils.makeAccessible(CREATE);
	}

	private final SpringLiquibase bean;

	private final DatabaseAccess database;

	private LiquibaseProbe(SpringLiquibase bean, DatabaseAccess database) {
		this.bean = bean;
		this.database = database;
	}

	static ReadinessProbe create(ProbeContext context) {
		Collection<SpringLiquibase> beans = context.beans(SpringLiquibase.class);
		return new MigrationsProbe(beans.stream().map((bean) -> create(bean, context)).toList());
	}

	// Creating a Liquibase drops the schema if the bean is told so.
	private static RemoteProbe create(SpringLiquibase bean, ProbeContext context) {
		if (bean.isDropFirst()) {
			throw context.failure(
					"a Liquibase that keeps its database, and '" + bean.getBeanName() + "' drops it first",
					"Do not set 'drop-first', or remove the check.");
		}
		return new LiquibaseProbe(bean, new DatabaseAccess(bean.getDataSource(), context.timeout()));
	}

	@Override
	public @Nullable String remote() {
		return this.database.remote();
	}

	@Override
	public ReadinessResult check() throws Exception {
		return this.database.check(() -> evaluate(pending()));
	}

	private List<ChangeSet> pending() throws Exception {
		try (Connection connection = this.database.dataSource().getConnection();
				Liquibase liquibase = create(connection)) {
			return liquibase.listUnrunChangeSets(new Contexts(this.bean.getContexts()),
					new LabelExpression(this.bean.getLabelFilter()), false);
		}
	}

	private Liquibase create(Connection connection) {
		Liquibase liquibase = (Liquibase) ReflectionUtils.invokeMethod(CREATE, this.bean, connection);
		return Objects.requireNonNull(liquibase);
	}

	private ReadinessResult evaluate(List<ChangeSet> pending) {
		if (pending.isEmpty()) {
			return ReadinessResult.ready();
		}
		List<String> names = pending.stream().map((changeSet) -> changeSet.toString(false)).toList();
		return ReadinessResult.notReady(MigrationsProbe.sentence("is pending", names, this.database.address()));
	}

}
