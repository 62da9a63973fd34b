package io.httpwrapper.client;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import io.httpwrapper.error.AttemptTimeoutException;
import io.httpwrapper.pipeline.plugin.AuthPlugin;
import io.httpwrapper.plugin.ClientPlugin;
import io.httpwrapper.plugin.RenewedTokens;
import io.httpwrapper.plugin.TokenSource;
import io.httpwrapper.policy.InvalidSettingException;
import io.httpwrapper.settings.AuthSettings;
import io.httpwrapper.settings.BearerAuthSettings;
import io.httpwrapper.settings.Secret;
import io.httpwrapper.settings.SignatureAuthSettings;
import io.httpwrapper.timing.TimeAndChance;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.web.reactive.function.client.ClientRequest;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.ExchangeFunction;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

class AuthTests {

	private static final String SHARED_SECRET = "base64:uzvJfB4u3N0Jy4T7NZ75MDVcr8zSTInedJtkgcu46YW4XByzNJjxBdtjUkdJPBtbmHhIDi6pcl8jsasjlTMtDQ==";

	private final TestClient test = new TestClient();

	@Test
	void basicGoesWithEachRequest() {
		this.test.with(basic("Aladdin", "open sesame"));
		this.test.upstream.replies(200);

		this.test.get();

		assertThat(sent(0)).isEqualTo("Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
	}

	@Test
	void bearerGoesWithEachAttempt() {
		this.test.with(bearer("t0k3n"));
		this.test.upstream.replies(503).replies(200);

		this.test.get();
		this.test.advance(Duration.ofSeconds(5));

		assertThat(sent(0)).isEqualTo("Bearer t0k3n");
		assertThat(sent(1)).isEqualTo("Bearer t0k3n");
	}

	@Test
	void authorizationOfTheCallerIsKept() {
		this.test.with(bearer("t0k3n"));
		this.test.upstream.replies(200);

		this.test.send(this.test.webClient().get().uri("/users/1").header(HttpHeaders.AUTHORIZATION, "Bearer mine"));

		assertThat(sent(0)).isEqualTo("Bearer mine");
	}

	@Test
	void otherHostsGetNoCredentials() {
		this.test.with(bearer("t0k3n")).baseUrl("http://users.internal");
		this.test.upstream.replies(200);

		this.test.send(this.test.webClient().get().uri(URI.create("http://elsewhere/users/1")));
		this.test.send(this.test.webClient().get().uri(URI.create("https://users.internal/users/1")));
		this.test.send(this.test.webClient().get().uri(URI.create("http://users.internal:8080/users/1")));
		this.test.send(this.test.webClient().get().uri(URI.create("http://USERS.internal:80/users/1")));

		assertThat(this.test.upstream.requests()).extracting((it) -> it.headers().getFirst(HttpHeaders.AUTHORIZATION))
			.containsExactly(null, null, null, "Bearer t0k3n");
	}

	@Test
	void refusedTokenIsReplacedAndTheRequestReplayedOnceInTheSameAttempt() {
		this.test.bulkhead(1, 0, "1S").tokens(tokens("old", "new"));
		this.test.upstream.replies(401).replies(200);

		TestClient.Call call = this.test.post();

		assertThat(call.status()).isEqualTo(200);
		assertThat(sent(0)).isEqualTo("Bearer old");
		assertThat(sent(1)).isEqualTo("Bearer new");
		assertThat(this.test.upstream.requests()).hasSize(2);
		assertThat(this.test.client().snapshot().counters().attempts()).isOne();
		assertThat(this.test.client().snapshot().bulkhead()).extracting("inUse").isEqualTo(0);
	}

	@Test
	void secondRefusalIsHandedOn() {
		this.test.tokens(tokens("old", "new", "newer"));
		this.test.upstream.replies(401);

		assertThat(this.test.get().status()).isEqualTo(401);
		assertThat(this.test.upstream.requests()).hasSize(2);
	}

	@Test
	void refusalIsHandedOnIfThereIsNoOtherToken() {
		this.test.tokens(
				(refused) -> (refused != null) ? Mono.error(new IllegalStateException("no other")) : Mono.just("only"));
		this.test.upstream.replies(401);

		TestClient.Call call = this.test.get();

		assertThat(call.body()).isEqualTo("status 401");
		assertThat(this.test.upstream.requests()).hasSize(1);
	}

	@Test
	void bodyThatCanBeReadOnceIsNotReplayed() {
		this.test.tokens(tokens("old", "new"));
		this.test.upstream.replies(401);

		TestClient.Call call = this.test
			.send(this.test.webClient().post().uri("/users").body(Flux.just("Ada").hide(), String.class));

		assertThat(call.status()).isEqualTo(401);
		assertThat(this.test.upstream.requests()).hasSize(1);
	}

	@Test
	void callerWhoLeavesDuringTheRenewalLeavesNothingBehind() {
		this.test.bulkhead(1, 0, "1S");
		this.test.tokens((refused) -> (refused != null) ? Mono.never() : Mono.just("old"));
		this.test.upstream.replies(401);

		this.test.get().cancel();

		assertThat(this.test.client().snapshot().bulkhead()).extracting("inUse").isEqualTo(0);
		assertThat(this.test.client().snapshot().counters().inFlight()).isZero();
	}

	@Test
	void allWhoWaitForATokenShareOneQuestion() {
		Sinks.One<RenewedTokens.Token> answer = Sinks.one();
		List<Integer> questions = new ArrayList<>();
		this.test.tokens(renewed(() -> {
			questions.add(1);
			return answer.asMono();
		}));
		this.test.upstream.replies(200);

		TestClient.Call first = this.test.get();
		TestClient.Call second = this.test.get();
		first.cancel();
		answer.tryEmitValue(new RenewedTokens.Token("shared", null));

		assertThat(second.status()).isEqualTo(200);
		assertThat(this.test.get().status()).isEqualTo(200);
		assertThat(questions).hasSize(1);
		assertThat(sent(0)).isEqualTo("Bearer shared");
	}

	@Test
	void issuerSeesNothingOfTheCallThatComesFirst() {
		RenewedTokens tokens = renewed(() -> Mono.deferContextual(
				(context) -> Mono.just(new RenewedTokens.Token(context.getOrDefault("tenant", "of nobody"), null))));

		String token = tokens.token(null).contextWrite((context) -> context.put("tenant", "first")).block();

		assertThat(token).isEqualTo("of nobody");
	}

	@Test
	void tokenIsRenewedWhenItIsDue() {
		List<String> issued = new ArrayList<>();
		this.test.tokens(renewed(() -> {
			issued.add("token " + issued.size());
			Instant due = this.test.world.timeAndChance().clock().instant().plusSeconds(60);
			return Mono.just(new RenewedTokens.Token(issued.get(issued.size() - 1), due));
		}));
		this.test.upstream.replies(200);

		this.test.get();
		this.test.advance(Duration.ofSeconds(59));
		this.test.get();
		this.test.advance(Duration.ofSeconds(1));
		this.test.get();

		assertThat(this.test.upstream.requests()).extracting((it) -> it.headers().getFirst(HttpHeaders.AUTHORIZATION))
			.containsExactly("Bearer token 0", "Bearer token 0", "Bearer token 1");
	}

	@Test
	void failureToGetATokenFailsTheAttemptAndIsNotRemembered() {
		this.test.withoutRetry();
		List<Integer> questions = new ArrayList<>();
		this.test.tokens(renewed(() -> {
			questions.add(1);
			return (questions.size() == 1) ? Mono.error(new IllegalStateException("issuer down"))
					: Mono.just(new RenewedTokens.Token("t", null));
		}));
		this.test.upstream.replies(200);

		assertThat(this.test.get().error()).hasMessage("issuer down");
		assertThat(this.test.get().status()).isEqualTo(200);
	}

	@Test
	void issuerThatLacksALibraryFailsTheCall() {
		this.test.tokens(renewed(() -> {
			throw new NoClassDefFoundError("bug");
		}));

		assertThat(this.test.get().error()).hasStackTraceContaining("bug");
	}

	@Test
	void issuerThatDoesNotAnswerIsBoundedByTheAttempt() {
		this.test.withoutRetry().timeout("1S", "3S").tokens(renewed(Mono::never));

		TestClient.Call call = this.test.get();
		this.test.advance(Duration.ofSeconds(1));

		assertThat(call.error()).isInstanceOf(AttemptTimeoutException.class);
		assertThat(this.test.client().snapshot().counters().inFlight()).isZero();
	}

	@Test
	void requestForATokenThatNeedsTheTokenFailsInsteadOfWaitingForItself() {
		this.test.withoutRetry()
			.tokens(renewed(() -> this.test.webClient()
				.post()
				.uri("/token")
				.retrieve()
				.bodyToMono(String.class)
				.map((token) -> new RenewedTokens.Token(token, null))));

		assertThat(this.test.get().error()).hasStackTraceContaining("client that needs this token");
		assertThat(this.test.upstream.requests()).isEmpty();
	}

	@Test
	void signedRequestIsThatOfTheRfc() {
		// RFC 9421, B.2.5, but for the label
		HttpHeaders sent = signedExample(SignatureAuthSettings.DEFAULTS.with((it) -> it.keyId("test-shared-secret")
			.secret(Secret.valueOf(SHARED_SECRET))
			.components(List.of("date", "@authority", "content-type"))));

		assertThat(sent.getFirst("Signature-Input")).isEqualTo(
				"sig1=(\"date\" \"@authority\" \"content-type\");created=1618884473;keyid=\"test-shared-secret\"");
		assertThat(sent.getFirst("Signature")).isEqualTo("sig1=:pxcQw6G3AjtMBQjwo8XzkZf/bws5LelbaMk5rGIGtE8=:");
	}

	@Test
	void requestSignedByAPrivateKeyIsThatOfTheRfc() {
		// RFC 9421, B.1.4 and B.2.6, but for the label
		Secret key = Secret.valueOf("""
				-----BEGIN PRIVATE KEY-----
				MC4CAQAwBQYDK2VwBCIEIJ+DYvh6SEqVTm50DFtMDoQikTmiCqirVv9mWG9qfSnF
				-----END PRIVATE KEY-----
				""");
		HttpHeaders sent = signedExample(SignatureAuthSettings.DEFAULTS.with((it) -> it.keyId("test-key-ed25519")
			.privateKey(key)
			.components(List.of("date", "@method", "@path", "@authority", "content-type", "content-length"))));

		assertThat(sent.getFirst("Signature")).isEqualTo(
				"sig1=:wqcAqbmYJ2ji2glfAMaRy4gruYYnx2nEFN2HN6jrnDnQCK1u02Gb04v9EDgwUPiu4A0w6vuQv5lIp5WPpBKRCw==:");
	}

	/** The request of RFC 9421, B.2, signed when it was. */
	private HttpHeaders signedExample(SignatureAuthSettings settings) {
		TimeAndChance world = this.test.world.timeAndChance();
		TimeAndChance then = new TimeAndChance(world.nanoTime(), InstantSource.fixed(Instant.ofEpochSecond(1618884473)),
				world.random(), world.scheduler(), world.timer());
		AuthPlugin plugin = Objects.requireNonNull(
				AuthPlugin.of("users", this.test.with(signature(settings)).client().settings(), null, then));
		ClientRequest request = ClientRequest
			.create(HttpMethod.POST, URI.create("http://example.com/foo?param=Value&Pet=dog"))
			.header("Date", "Tue, 20 Apr 2021 02:07:55 GMT")
			.header("Content-Type", "application/json")
			.header("Content-Length", "18")
			.build();

		plugin.aroundAttempt(request, this.test.upstream.replies(200)).block();

		return this.test.upstream.requests().get(0).headers();
	}

	@Test
	void requestIsSignedAsTheRfcSaysAndAnewForEachAttempt() throws GeneralSecurityException {
		SignatureAuthSettings settings = SignatureAuthSettings.DEFAULTS.with((it) -> it.keyId("test-shared-secret")
			.secret(Secret.valueOf(SHARED_SECRET))
			.components(List.of("@method", "@Authority", "@path", "@query", "X-Tenant")));
		this.test.with(signature(settings));
		this.test.upstream.replies(503, "Retry-After: 2").replies(200);

		this.test.send(this.test.webClient()
			.get()
			.uri(URI.create("http://Users.internal:80/a%20b?x=%31"))
			.header("X-Tenant", "a", " b "));
		this.test.advance(Duration.ofSeconds(5));

		String parameters = "(\"@method\" \"@authority\" \"@path\" \"@query\" \"x-tenant\");created=1767225600;keyid=\"test-shared-secret\"";
		String base = """
				"@method": GET
				"@authority": users.internal
				"@path": /a%20b
				"@query": ?x=%31
				"x-tenant": a, b
				"@signature-params":\s""" + parameters;
		HttpHeaders first = this.test.upstream.requests().get(0).headers();
		assertThat(first.getFirst("Signature-Input")).isEqualTo("sig1=" + parameters);
		assertThat(first.getFirst("Signature")).isEqualTo("sig1=:" + hmac(base) + ":");
		HttpHeaders second = this.test.upstream.requests().get(1).headers();
		assertThat(second.getFirst("Signature")).isNotEqualTo(first.getFirst("Signature")).startsWith("sig1=:");
		assertThat(second.getFirst("Signature-Input")).contains(";created=1767225602;");
		assertThat(second.get("Signature")).hasSize(1);
	}

	private static String hmac(String text) throws GeneralSecurityException {
		Mac mac = Mac.getInstance("HmacSHA256");
		mac.init(new SecretKeySpec(Base64.getDecoder().decode(SHARED_SECRET.substring("base64:".length())),
				"HmacSHA256"));
		return Base64.getEncoder().encodeToString(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
	}

	@Test
	void whatAPluginChangesIsSigned() {
		this.test
			.with(signature(SignatureAuthSettings.DEFAULTS
				.with((it) -> it.keyId("k").secret(Secret.valueOf("s")).components(List.of("x-added")))))
			.plugin(new ClientPlugin() {
				@Override
				public Mono<ClientResponse> aroundAttempt(ClientRequest request, ExchangeFunction next) {
					return next.exchange(ClientRequest.from(request).header("X-Added", "1").build());
				}
			});
		this.test.upstream.replies(200);

		this.test.get();

		assertThat(this.test.upstream.requests().get(0).headers().getFirst("Signature-Input"))
			.startsWith("sig1=(\"x-added\")");
	}

	@Test
	void headerThatIsToBeSignedMustBeThere() {
		this.test.withoutRetry()
			.with(signature(SignatureAuthSettings.DEFAULTS
				.with((it) -> it.keyId("k").secret(Secret.valueOf("s")).components(List.of("content-digest")))));

		assertThat(this.test.get().error()).isInstanceOf(IllegalStateException.class)
			.hasMessageContaining("no header 'content-digest'");
	}

	@Test
	void settingsSayWhatIsWrongAndNoSecret() {
		assertRefused(() -> basic("me", ""), "auth.basic.password must be set together with auth.basic.username");
		assertRefused(() -> basic("m:e", "s3cret"), "auth.basic.username must not contain a colon");
		assertRefused(
				() -> BearerAuthSettings.DEFAULTS
					.with((it) -> it.token(Secret.valueOf("s3cret")).tokenFile("/run/token")),
				"auth.bearer.token must");
		assertRefused(
				() -> SignatureAuthSettings.DEFAULTS
					.with((it) -> it.keyId("k").secret(Secret.valueOf("base64:s3cret!")).components(List.of())),
				"auth.signature.secret must be Base64");
		assertRefused(
				() -> SignatureAuthSettings.DEFAULTS
					.with((it) -> it.keyId("k").privateKey(Secret.valueOf("s3cret")).components(List.of())),
				"auth.signature.private-key must be a PEM");
		assertRefused(
				() -> SignatureAuthSettings.DEFAULTS.with((it) -> it.keyId("k")
					.secret(Secret.valueOf("s3cret"))
					.privateKey(Secret.valueOf("s3cret"))
					.components(List.of())),
				"auth.signature.secret must not be set where auth.signature.private-key is");
		assertRefused(
				() -> SignatureAuthSettings.DEFAULTS
					.with((it) -> it.keyId("k").secret(Secret.valueOf("s3cret")).components(List.of("@nothing"))),
				"auth.signature.components");
		assertRefused(() -> AuthSettings.DEFAULTS
			.with((all) -> all.basic((it) -> it.username("me").password(Secret.valueOf("s3cret")))
				.bearer((it) -> it.token(Secret.valueOf("s3cret")))), "[auth.basic, auth.bearer]");
		assertRefused(() -> AuthSettings.DEFAULTS.with((all) -> all.bearer((it) -> it.token(Secret.valueOf("s3cret")))
			.oauth2((it) -> it.registration("shop"))), "[auth.bearer, auth.oauth2]");
		assertThat(bearer("s3cret").toString()).doesNotContain("s3cret");
	}

	@Test
	void sourceThatIsMissingIsToldAtOnce() {
		this.test.with(AuthSettings.DEFAULTS.with((all) -> all.bearer((it) -> it.tokenFile("/run/token"))));

		assertThatIllegalStateException().isThrownBy(this.test::client).withMessageContaining("TokenSource");
	}

	private static void assertRefused(ThrowingCallable settings, String message) {
		assertThatExceptionOfType(InvalidSettingException.class).isThrownBy(settings)
			.withMessageContaining(message)
			.withMessageNotContaining("s3cret");
	}

	private @Nullable String sent(int request) {
		return this.test.upstream.requests().get(request).headers().getFirst(HttpHeaders.AUTHORIZATION);
	}

	private RenewedTokens renewed(Supplier<Mono<RenewedTokens.Token>> issuer) {
		return new RenewedTokens(issuer, this.test.world.timeAndChance());
	}

	/** One after the other, as each is refused. */
	private static TokenSource tokens(String... tokens) {
		List<String> all = Arrays.asList(tokens);
		return (refused) -> Mono.just(all.get(Math.min(all.size() - 1, all.indexOf(refused) + 1)));
	}

	private static AuthSettings basic(String username, String password) {
		return AuthSettings.DEFAULTS
			.with((all) -> all.basic((it) -> it.username(username).password(Secret.valueOf(password))));
	}

	private static AuthSettings bearer(String token) {
		return AuthSettings.DEFAULTS.with((all) -> all.bearer((it) -> it.token(Secret.valueOf(token))));
	}

	private static AuthSettings signature(SignatureAuthSettings signature) {
		return AuthSettings.DEFAULTS.with((it) -> it.signature(signature));
	}

}
