package dev.lifecycle.readiness;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link DatabaseAddress}.
 */
class DatabaseAddressTests {

	@ParameterizedTest
	@CsvSource(quoteCharacter = '`', delimiter = '|',
			value = { "jdbc:postgresql://db:5432/app?password=secret| database 'app' at db:5432",
					"jdbc:postgresql://a:1,b:2/app| database 'app' at a:1,b:2",
					"jdbc:mysql://app:secret@db:3306/app| database 'app' at db:3306",
					"jdbc:sqlserver://db:1433;databaseName=app;password=secret| database 'app' at db:1433",
					"jdbc:postgresql://db/| the database at db",
					"jdbc:oracle:thin:app/secret@//db:1521/app| database 'app' at db:1521",
					"jdbc:oracle:thin:app/secret@db:1521:app| database jdbc:oracle:thin:******@db:1521:app",
					"jdbc:h2:mem:app;PASSWORD=secret| database jdbc:h2:mem:app" })
	void describeNamesDatabaseAndHost(String url, String description) {
		assertThat(DatabaseAddress.describe(url)).isEqualTo(description);
	}

	@Test
	void describeWhenUrlIsUnknownThenSaysNothing() {
		assertThat(DatabaseAddress.describe(null)).isEqualTo("the database");
	}

}
