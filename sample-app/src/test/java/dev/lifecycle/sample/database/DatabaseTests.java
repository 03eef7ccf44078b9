package dev.lifecycle.sample.database;

import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.embedded.EmbeddedDatabase;
import org.springframework.jdbc.datasource.embedded.EmbeddedDatabaseBuilder;
import org.springframework.jdbc.datasource.embedded.EmbeddedDatabaseType;
import org.springframework.mock.env.MockEnvironment;

import dev.lifecycle.ReadinessResult;
import dev.lifecycle.sample.SampleProperties;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Database}.
 */
class DatabaseTests {

	private final EmbeddedDatabase dataSource = new EmbeddedDatabaseBuilder().setType(EmbeddedDatabaseType.H2)
		.generateUniqueName(true)
		.build();

	private final Database database = new Database(Flyway.configure().dataSource(this.dataSource).load(),
			JdbcClient.create(this.dataSource),
			Binder.get(new MockEnvironment()).bindOrCreate("sample", SampleProperties.class));

	@AfterEach
	void shutDown() {
		this.dataSource.shutdown();
	}

	@Test
	void migratedWhenNotStartedThenNotReady() {
		assertThat(this.database.migrated()).isEqualTo(ReadinessResult.notReady("2 migrations are pending"));
	}

	@Test
	void checksWhenStartedThenReady() {
		this.database.start();
		assertThat(this.database.migrated()).isEqualTo(ReadinessResult.ready());
		assertThat(this.database.answersQueries()).isTrue();
	}

	@Test
	void answersQueriesWhenThereAreNoUsersThenNotReady() {
		this.database.start();
		this.database.jdbc().sql("delete from chat_user").update();
		assertThat(this.database.answersQueries()).isFalse();
	}

}
