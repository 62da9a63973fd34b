package io.httpwrapper.autoconfigure;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.TrustManagerFactory;

import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContextBuilder;
import org.jspecify.annotations.Nullable;
import reactor.netty.http.Http11SslContextSpec;
import reactor.netty.http.Http2SslContextSpec;
import reactor.netty.tcp.SslProvider.GenericSslContextSpec;

import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslStoreBundle;

/**
 * Key pairs with certificates that they have signed themselves, made by the JDK's keytool
 * once for all tests.
 */
enum Certificates {

	SERVER, CLIENT,

	/** Whom nobody trusts. */
	STRANGER;

	private static final String PASSWORD = "changeit";

	private final KeyStore store;

	Certificates() {
		try {
			Path file = Files.createTempDirectory("httpwrapper").resolve(name() + ".p12");
			int status = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
					"-genkeypair", "-alias", "key", "-keyalg", "EC", "-validity", "2", "-dname", "CN=" + name(), "-ext",
					"san=dns:localhost", "-storetype", "PKCS12", "-storepass", PASSWORD, "-keystore", file.toString())
				.redirectErrorStream(true)
				.start()
				.waitFor();
			if (status != 0) {
				throw new IllegalStateException("keytool ends with " + status);
			}
			this.store = KeyStore.getInstance("PKCS12");
			try (InputStream in = Files.newInputStream(file)) {
				this.store.load(in, PASSWORD.toCharArray());
			}
			Files.delete(file);
			Files.delete(file.getParent());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (GeneralSecurityException | InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/** A bundle with this key that trusts another. */
	SslBundle bundle(Certificates trusted) {
		return SslBundle.of(SslStoreBundle.of(this.store, PASSWORD, trusted.trust()));
	}

	/** For a server with this key that, if {@code trusted} is given, asks for that. */
	GenericSslContextSpec<SslContextBuilder> serverContext(@Nullable Certificates trusted, boolean http2) {
		try {
			KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
			keys.init(this.store, PASSWORD.toCharArray());
			return http2 ? Http2SslContextSpec.forServer(keys).configure((context) -> ask(context, trusted))
					: Http11SslContextSpec.forServer(keys).configure((context) -> ask(context, trusted));
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static void ask(SslContextBuilder context, @Nullable Certificates trusted) {
		if (trusted == null) {
			return;
		}
		try {
			TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
			trust.init(trusted.trust());
			context.trustManager(trust).clientAuth(ClientAuth.REQUIRE);
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private KeyStore trust() {
		try {
			KeyStore trust = KeyStore.getInstance("PKCS12");
			trust.load(null, null);
			trust.setCertificateEntry("trusted", this.store.getCertificate("key"));
			return trust;
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
