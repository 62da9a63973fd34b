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

	private final Path file;

	/** Three at once: starting them is what takes the time. */
	private final Process keytool;

	private @Nullable KeyStore made;

	Certificates() {
		try {
			this.file = Files.createTempDirectory("httpwrapper").resolve(name() + ".p12");
			this.keytool = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
					"-J-XX:TieredStopAtLevel=1", "-genkeypair", "-alias", "key", "-keyalg", "EC", "-validity", "2",
					"-dname", "CN=" + name(), "-ext", "san=dns:localhost", "-storetype", "PKCS12", "-storepass",
					PASSWORD, "-keystore", this.file.toString())
				.redirectErrorStream(true)
				.start();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private synchronized KeyStore store() {
		if (this.made == null) {
			this.made = load();
		}
		return this.made;
	}

	private KeyStore load() {
		try {
			int status = this.keytool.waitFor();
			if (status != 0) {
				throw new IllegalStateException("keytool ends with " + status);
			}
			KeyStore store = KeyStore.getInstance("PKCS12");
			try (InputStream in = Files.newInputStream(this.file)) {
				store.load(in, PASSWORD.toCharArray());
			}
			Files.delete(this.file);
			Files.delete(this.file.getParent());
			return store;
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
		return SslBundle.of(SslStoreBundle.of(store(), PASSWORD, trusted.trust()));
	}

	/** For a server with this key that, if {@code trusted} is given, asks for that. */
	GenericSslContextSpec<SslContextBuilder> serverContext(@Nullable Certificates trusted, boolean http2) {
		try {
			KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
			keys.init(store(), PASSWORD.toCharArray());
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
			trust.setCertificateEntry("trusted", store().getCertificate("key"));
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
