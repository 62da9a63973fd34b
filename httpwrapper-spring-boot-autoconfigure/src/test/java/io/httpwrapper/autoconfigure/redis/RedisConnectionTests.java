package io.httpwrapper.autoconfigure.redis;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Base64;

import io.httpwrapper.autoconfigure.HttpWrapperAutoConfiguration;
import io.httpwrapper.autoconfigure.bucket4j.Bucket4jAutoConfiguration;
import io.httpwrapper.error.RateLimitedException;
import io.httpwrapper.fixture.RedisServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.webclient.WebClientCustomizer;
import org.springframework.boot.webclient.autoconfigure.WebClientAutoConfiguration;
import org.springframework.context.ApplicationContext;
import org.springframework.http.HttpStatus;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.WebClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * Whatever Spring Boot can connect to, limits are counted in.
 */
@Timeout(120)
class RedisConnectionTests {

	private static final String PASSWORD = "secret";

	private final ApplicationContextRunner orders = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(HttpWrapperAutoConfiguration.class, Bucket4jAutoConfiguration.class,
				DataRedisAutoConfiguration.class, RedisAutoConfiguration.class, SslAutoConfiguration.class,
				WebClientAutoConfiguration.class))
		.withBean(WebClientCustomizer.class, RedisConnectionTests::upstream)
		.withPropertyValues("httpwrapper.clients.orders.rate-limit.enabled=true",
				"httpwrapper.clients.orders.rate-limit.permits=3", "httpwrapper.clients.orders.rate-limit.per=1h",
				"httpwrapper.clients.orders.rate-limit.max-wait=0", "httpwrapper.clients.orders.rate-limit.store=redis",
				"httpwrapper.clients.orders.rate-limit.store-timeout=20s",
				"httpwrapper.clients.orders.rate-limit.on-store-failure=reject");

	private static WebClientCustomizer upstream() {
		return (builder) -> builder
			.exchangeFunction((request) -> Mono.just(ClientResponse.create(HttpStatus.OK).build()));
	}

	/** How many of five calls are sent. */
	private static long sent(ApplicationContext context) {
		return Flux.range(0, 5).concatMap((i) -> call(context)).count().block(Duration.ofSeconds(60));
	}

	private static Mono<String> call(ApplicationContext context) {
		return context.getBean("ordersWebClient", WebClient.class)
			.get()
			.uri("http://localhost/1")
			.retrieve()
			.toBodilessEntity()
			.map((response) -> "sent")
			.onErrorResume(RateLimitedException.class, (error) -> Mono.empty());
	}

	@Test
	void passwordAndDatabase() {
		try (RedisServer server = RedisServer.start("--requirepass", PASSWORD)) {
			this.orders
				.withPropertyValues("spring.data.redis.url=redis://:" + PASSWORD + "@127.0.0.1:" + server.port() + "/3")
				.run((context) -> assertThat(sent(context)).isEqualTo(3));
		}
	}

	@Test
	@SuppressWarnings("try") // another port of the server is used
	void tls(@TempDir Path folder) throws Exception {
		assumeTrue(RedisServer.speaksTls(), "the Redis for tests of this machine has no TLS");
		Path key = folder.resolve("key.pem");
		Path certificate = folder.resolve("certificate.pem");
		certify(folder.resolve("keys.p12"), key, certificate);
		int port = freePort();
		try (RedisServer server = RedisServer.start("--tls-port", String.valueOf(port), "--tls-cert-file",
				certificate.toString(), "--tls-key-file", key.toString(), "--tls-ca-cert-file", certificate.toString(),
				"--tls-auth-clients", "no")) {
			this.orders
				.withPropertyValues("spring.data.redis.host=127.0.0.1", "spring.data.redis.port=" + port,
						"spring.data.redis.ssl.bundle=redis",
						"spring.ssl.bundle.pem.redis.truststore.certificate=file:" + certificate)
				.run((context) -> assertThat(sent(context)).isEqualTo(3));
		}
	}

	@Test
	void cluster() {
		try (RedisServer server = RedisServer.start("--cluster-enabled", "yes", "--cluster-config-file",
				"nodes-" + System.nanoTime() + ".conf")) {
			server.formCluster();
			this.orders.withPropertyValues("spring.data.redis.cluster.nodes=127.0.0.1:" + server.port())
				.run((context) -> assertThat(sent(context)).isEqualTo(3));
		}
	}

	private static void certify(Path keys, Path key, Path certificate)
			throws IOException, InterruptedException, GeneralSecurityException {
		Process keytool = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
				"-genkeypair", "-alias", "redis", "-keyalg", "RSA", "-keysize", "2048", "-dname", "CN=localhost",
				"-ext", "san=ip:127.0.0.1,dns:localhost", "-ext", "bc:c", "-validity", "2", "-storetype", "PKCS12",
				"-keystore", keys.toString(), "-storepass", PASSWORD)
			.redirectErrorStream(true)
			.redirectOutput(ProcessBuilder.Redirect.DISCARD)
			.start();
		assertThat(keytool.waitFor()).isZero();
		KeyStore store = KeyStore.getInstance("PKCS12");
		try (InputStream input = Files.newInputStream(keys)) {
			store.load(input, PASSWORD.toCharArray());
		}
		Files.writeString(key, pem("PRIVATE KEY", store.getKey("redis", PASSWORD.toCharArray()).getEncoded()));
		Files.writeString(certificate, pem("CERTIFICATE", store.getCertificate("redis").getEncoded()));
	}

	private static String pem(String type, byte[] content) {
		return "-----BEGIN %1$s-----%n%2$s%n-----END %1$s-----%n".formatted(type,
				Base64.getMimeEncoder(64, System.lineSeparator().getBytes(StandardCharsets.US_ASCII))
					.encodeToString(content));
	}

	private static int freePort() throws IOException {
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			return socket.getLocalPort();
		}
	}

}
