package dev.lifecycle.readiness;

import java.io.File;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;

import org.h2.Driver;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.diagnostics.FailureAnalyzedException;
import org.springframework.jdbc.datasource.SimpleDriverDataSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The checks on a class path without the libraries they use.
 */
class MissingDataLibrariesTests {

	@ParameterizedTest
	@CsvSource({ "jdbc, spring-boot-starter-jdbc", "pool, HikariCP", "flyway, spring-boot-starter-flyway",
			"liquibase, spring-boot-starter-liquibase", "redis, spring-boot-starter-data-redis",
			"redis-address, spring-boot-starter-data-redis" })
	void createSaysWhatToAdd(String check, String library) throws Exception {
		String missing = check.matches("flyway|liquibase") ? "flyway|liquibase"
				: "spring-jdbc|spring-tx|HikariCP|flyway|liquibase|spring-data|lettuce";
		try (URLClassLoader libraries = new URLClassLoader(classPathWithout(missing),
				ClassLoader.getPlatformClassLoader())) {
			Object action = libraries.loadClass(Creation.class.getName())
				.getMethod("action", String.class)
				.invoke(null, check);
			assertThat(action).asString().contains(library);
		}
	}

	@Test
	void checkDoesWithoutLibrariesOfOthers() throws Exception {
		try (URLClassLoader libraries = new URLClassLoader(
				classPathWithout("HikariCP|flyway|liquibase|spring-data|lettuce"),
				ClassLoader.getPlatformClassLoader())) {
			Object reason = libraries.loadClass(Creation.class.getName()).getMethod("reason").invoke(null);
			assertThat(reason).asString().startsWith("database jdbc:h2:mem:nothing does not exist");
		}
	}

	private static URL[] classPathWithout(String libraries) {
		String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
		return Stream.of(classPath.split(File.pathSeparator))
			.map(Path::of)
			.filter((path) -> !path.getFileName().toString().matches("(" + libraries + ").*"))
			.map(MissingDataLibrariesTests::url)
			.toArray(URL[]::new);
	}

	private static URL url(Path path) {
		try {
			return path.toUri().toURL();
		}
		catch (MalformedURLException ex) {
			throw new IllegalArgumentException(ex);
		}
	}

	/**
	 * Loaded by the other class loader.
	 */
	public static final class Creation {

		private Creation() {
		}

		/**
		 * Create a probe.
		 * @param check the check
		 * @return what to do, as the failure says
		 */
		public static String action(String check) {
			ProbeFactory factory = switch (check) {
				case "jdbc" -> new JdbcCheck("select 1", null, null, null, null, null);
				case "pool" -> new PoolCheck(null, null);
				case "flyway" -> new MigrationsCheck(MigrationTool.FLYWAY);
				case "liquibase" -> new MigrationsCheck(MigrationTool.LIQUIBASE);
				case "redis-address" -> new RedisCheck(URI.create("redis://cache"), null, null);
				default -> new RedisCheck(null, null, null);
			};
			try {
				factory.create(Probes.withoutBeans());
				return "";
			}
			catch (FailureAnalyzedException ex) {
				return String.valueOf(ex.analysis().getAction());
			}
		}

		/**
		 * Check a database that does not exist.
		 * @return what the check says
		 * @throws Exception if it says nothing
		 */
		public static String reason() throws Exception {
			SimpleDriverDataSource dataSource = new SimpleDriverDataSource(new Driver(),
					"jdbc:h2:mem:nothing;IFEXISTS=TRUE");
			JdbcCheck check = new JdbcCheck("select 1", null, null, null, null, null);
			return String.valueOf(check.create(Probes.with(Map.of("db", dataSource))).check().reason());
		}

	}

}
