package dev.lifecycle.engine;

import java.net.ConnectException;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import dev.lifecycle.text.Texts;

/**
 * What to do about failures whose cause is known: the first entry that fits wins, so
 * causes come before what follows from them. Exceptions are recognized by the names of
 * their classes and by SQL states, because their libraries may be absent; by words where
 * there is nothing better, which is true of the sentences of readiness checks too.
 *
 * @param name the cause, for people
 * @param advice what to do, in one sentence for people
 * @param signs what it is recognized by, any of which will do
 */
record KnownCause(String name, String advice, List<Sign> signs) {

	private static final List<KnownCause> ALL = List.of(
			new KnownCause("certificate expired", "Renew the server's certificate.",
					types("java.security.cert.CertificateExpiredException"),
					words("the certificate of \\S+ has expired")),
			new KnownCause("certificate not yet valid",
					"Compare the clocks of both machines, and from when on the server's certificate is valid.",
					types("java.security.cert.CertificateNotYetValidException"),
					words("the certificate of \\S+ is not valid yet")),
			new KnownCause("certificate not trusted",
					"Have the server use a certificate of an authority that the JVM trusts, or add its certificate to the trust store ('javax.net.ssl.trustStore').",
					types("java.security.cert.CertPathBuilderException",
							"java.security.cert.CertPathValidatorException"),
					words("the certificate of \\S+ is not trusted", "PKIX path ")),
			new KnownCause("certificate of another host",
					"Call the server by a name that its certificate contains, or have one issued for the name it is called by.",
					words("the certificate of \\S+ is for another host", "^No subject alternative ",
							"^No name matching ")),
			new KnownCause("tls", "Make sure that both sides speak TLS on this port, in a version that both know.",
					types("javax.net.ssl.SSLException"), words("\\bTLS with \\S+ failed", "\\bTLS error with ")),
			new KnownCause("unknown host",
					"Correct the name of the host, or let the DNS that this machine asks know it.",
					types("java.net.UnknownHostException", "java.nio.channels.UnresolvedAddressException"),
					words("\\bunknown host ")),
			new KnownCause("no route",
					"Find out what keeps packets from getting there: routes, firewalls, network policies.",
					types("java.net.NoRouteToHostException"), words("\\bno route to ", "Network is unreachable")),
			new KnownCause("port in use", "Stop the process that listens on this port, or configure another port.",
					types("org.springframework.boot.web.server.PortInUseException"), words("Address already in use")),
			new KnownCause("connection refused", "Start what should listen there, or correct host and port.",
					silent(ConnectException.class), words("\\bconnection(?: to \\S+)? refused\\b")),
			new KnownCause("authentication failed", "Correct user name and password, or let the server know them.",
					types("java.sql.SQLInvalidAuthorizationSpecException"), states("28"),
					words("\\bauthentication failed\\b", "^WRONGPASS ", "^NOAUTH ", "\\banswered 401\\b")),
			new KnownCause("access denied", "Grant the user what it needs.", states("42501"),
					words("\\banswered 403\\b")),
			new KnownCause("unknown database", "Create the database, or correct its name in the URL.",
					states("3D000", "90146", "90149"), words("\\bdatabase '.*' at \\S+ does not exist")),
			new KnownCause("too many connections",
					"Raise the number of connections that the database allows, or make pools smaller.",
					states("53300", "08004")),
			new KnownCause("pool exhausted",
					"Find out who keeps connections for so long, or raise the pool's maximum size.",
					words("\\bis exhausted: all \\d+ connections", "\\(total=([1-9]\\d*), active=\\1,")),
			new KnownCause("migration failed",
					"Correct the migration, and repair the schema history if the failed attempt is recorded there.",
					types("org.flywaydb.core.api.FlywayException", "liquibase.exception.LiquibaseException"),
					words("\\bmigration '.*' of .* has failed")),
			new KnownCause("migration pending", "Run the migrations, or wait for whoever does.",
					words("\\bmigration '.*' of .* is pending")),
			new KnownCause("missing table", "Run the migrations that create it, or correct its name or the schema.",
					states("42P01", "42S02", "42S03", "42S04"),
					words("relation \".*\" does not exist", "Table \".*\" not found")),
			new KnownCause("memory of redis", "Let keys expire or be evicted, or raise 'maxmemory' of the server.",
					words("^OOM command not allowed", "\\bOOM command not allowed\\b", "\\bof its memory free\\b")),
			new KnownCause("missing property",
					"Set the property, in the application's configuration or as an environment variable.",
					types("org.springframework.util.PlaceholderResolutionException",
							"org.springframework.core.env.MissingRequiredPropertiesException"),
					words("^Required key '.*' not found", "Could not resolve placeholder '")),
			new KnownCause("redirect",
					"Check the address it leads to, such as a login page, and let the check call what is meant.",
					words("\\banswered 3\\d\\d to ")),
			new KnownCause("http status",
					"Look into the log of that server, or correct the path or the 'status' that the check expects.",
					words("\\banswered \\d{3}\\b")),
			new KnownCause("wrong answer", "Correct what the check expects, or find out why the answer is another one.",
					words("\\bwrong answer from ", ", expected '")),
			new KnownCause("no answer",
					"Find out why it does not answer: load, locks, firewalls, or another server on this port.",
					types("java.net.SocketTimeoutException", "java.net.http.HttpTimeoutException",
							"java.sql.SQLTimeoutException", "io.netty.channel.ConnectTimeoutException",
							"io.lettuce.core.RedisCommandTimeoutException",
							"org.springframework.dao.QueryTimeoutException"),
					states("57014"), words("\\bno answer (?:from .* )?within ", "\\bno connection to .* within ")),
			new KnownCause("connection closed",
					"Make sure that this is the right port, and see in the log of the server why it hung up.",
					words("\\bconnection closed by ", "Connection reset", "Broken pipe", "does not answer in HTTP")),
			new KnownCause("out of threads", "Raise the limit of threads or processes, or find out who starts so many.",
					words("unable to create native thread")),
			new KnownCause("out of memory", "Give the JVM more memory (-Xmx), or find out what needs so much.",
					types("java.lang.OutOfMemoryError")),
			new KnownCause("stack overflow", "Look for a recursion without an end, or for data nested too deeply.",
					types("java.lang.StackOverflowError")),
			new KnownCause("missing class",
					"Add the library that has the class, in a version that goes with the others.",
					types("java.lang.NoClassDefFoundError", "java.lang.ClassNotFoundException",
							"java.lang.IncompatibleClassChangeError", "java.lang.UnsupportedClassVersionError")),
			new KnownCause("read only file system", "Configure a directory that may be written to, or mount one there.",
					types("java.nio.file.ReadOnlyFileSystemException"), words("Read-only file system")),
			new KnownCause("disk full", "Free space on the file system.", words("No space left on device")),
			new KnownCause("file access denied", "Let the user that the process runs as use the file.",
					types("java.nio.file.AccessDeniedException"), words("\\(Permission denied\\)")),
			new KnownCause("missing file", "Create the file, or correct its path.",
					types("java.nio.file.NoSuchFileException", "java.io.FileNotFoundException")));

	KnownCause(String name, String advice, Sign... signs) {
		this(name, advice, List.of(signs));
	}

	/**
	 * Find out whether the cause of a failure is known.
	 * @param failure the failure
	 * @return the cause; empty if it is not known
	 */
	static Optional<KnownCause> of(Throwable failure) {
		List<Throwable> causes = Texts.causes(failure).toList();
		return ALL.stream().filter((known) -> causes.stream().anyMatch(known::fits)).findFirst();
	}

	private boolean fits(Throwable cause) {
		return this.signs.stream().anyMatch((sign) -> sign.fits(cause));
	}

	private static Sign types(String... names) {
		Set<String> known = Set.of(names);
		return (cause) -> Stream.<Class<?>>iterate(cause.getClass(), (type) -> type != null, Class::getSuperclass)
			.map(Class::getName)
			.anyMatch(known::contains);
	}

	private static Sign silent(Class<?> type) {
		return (cause) -> type.isInstance(cause) && Texts.message(cause).isEmpty();
	}

	// The first two characters of a state are its class.
	private static Sign states(String... beginnings) {
		return (cause) -> cause instanceof SQLException sql && sql.getSQLState() != null
				&& Stream.of(beginnings).anyMatch(sql.getSQLState()::startsWith);
	}

	private static Sign words(String... expressions) {
		List<Pattern> patterns = Stream.of(expressions)
			.map((expression) -> Pattern.compile(expression, Pattern.CASE_INSENSITIVE))
			.toList();
		return (cause) -> {
			String line = Texts.message(cause);
			return patterns.stream().anyMatch((pattern) -> pattern.matcher(line).find());
		};
	}

	@FunctionalInterface
	interface Sign {

		boolean fits(Throwable cause);

	}

}
