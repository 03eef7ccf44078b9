package dev.lifecycle.integration;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Certificates of an authority for tests.
 */
final class TestAuthority {

	private static final char[] PASSWORD = "changeit".toCharArray();

	private final Path directory;

	TestAuthority(Path directory) throws Exception {
		this.directory = directory;
		keytool("authority", "-genkeypair", "-dname", "CN=authority", "-ext", "bc:c", "-validity", "3650");
		keytool("authority", "-exportcert", "-rfc", "-file", directory.resolve("authority.pem").toString());
	}

	/**
	 * Create a context with a certificate of the authority for 127.0.0.1.
	 * @param from when it begins to be valid for ten days, as {@code -1d}
	 * @return the context
	 * @throws Exception if that fails
	 */
	SSLContext server(String from) throws Exception {
		String request = this.directory.resolve("server.csr").toString();
		String certificate = this.directory.resolve("server.pem").toString();
		String authority = this.directory.resolve("authority.pem").toString();
		keytool("server", "-genkeypair", "-dname", "CN=server", "-validity", "3650");
		keytool("server", "-certreq", "-file", request);
		keytool("authority", "-gencert", "-rfc", "-infile", request, "-outfile", certificate, "-ext",
				"san=ip:127.0.0.1", "-ext", "eku=serverAuth", "-startdate", from, "-validity", "10");
		String chain = Files.readString(Path.of(certificate)) + Files.readString(Path.of(authority));
		Files.writeString(Path.of(certificate), chain);
		keytool("server", "-importcert", "-noprompt", "-file", certificate);
		return context("server");
	}

	SSLContext selfSigned() throws Exception {
		keytool("self", "-genkeypair", "-dname", "CN=self", "-ext", "san=ip:127.0.0.1");
		return context("self");
	}

	private SSLContext context(String name) throws Exception {
		KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
		keys.init(load(name), PASSWORD);
		SSLContext context = SSLContext.getInstance("TLS");
		context.init(keys.getKeyManagers(), null, null);
		return context;
	}

	// Return a context that trusts the authority.
	SSLContext client() throws Exception {
		KeyStore trusted = KeyStore.getInstance("PKCS12");
		trusted.load(null, null);
		trusted.setCertificateEntry("authority", load("authority").getCertificate("authority"));
		TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
		trust.init(trusted);
		SSLContext context = SSLContext.getInstance("TLS");
		context.init(null, trust.getTrustManagers(), null);
		return context;
	}

	private KeyStore load(String name) throws IOException, GeneralSecurityException {
		KeyStore keys = KeyStore.getInstance("PKCS12");
		try (InputStream input = Files.newInputStream(this.directory.resolve(name + ".p12"))) {
			keys.load(input, PASSWORD);
		}
		return keys;
	}

	private void keytool(String name, String command, String... arguments) throws Exception {
		List<String> line = new ArrayList<>(
				List.of(Path.of(System.getProperty("java.home"), "bin/keytool").toString(), command, "-alias", name,
						"-keystore", this.directory.resolve(name + ".p12").toString(), "-storepass", "changeit"));
		if ("-genkeypair".equals(command)) {
			line.addAll(List.of("-keyalg", "EC", "-storetype", "PKCS12"));
		}
		line.addAll(List.of(arguments));
		Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
		String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		assertThat(process.waitFor()).as(output).isZero();
	}

}
