package io.httpwrapper.pipeline.plugin;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

import io.httpwrapper.http.Origin;
import io.httpwrapper.pipeline.body.BodyProbe;
import io.httpwrapper.pipeline.body.ResponseBodies;
import io.httpwrapper.pipeline.call.AttemptRequest;
import io.httpwrapper.pipeline.call.CallRequest;
import io.httpwrapper.pipeline.call.UserCode;
import io.httpwrapper.plugin.ClientPlugin;
import io.httpwrapper.plugin.TokenSource;
import io.httpwrapper.settings.AuthSettings;
import io.httpwrapper.settings.ClientSettings;
import io.httpwrapper.settings.Secret;
import io.httpwrapper.settings.SignatureAuthSettings;
import io.httpwrapper.signature.MessageSigner;
import io.httpwrapper.timing.TimeAndChance;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.web.reactive.function.client.ClientRequest;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.ExchangeFunction;
import reactor.core.publisher.Mono;

/**
 * Adds the client's credentials to each attempt. It is the last plugin, so that nothing
 * changes a request after it was signed. It adds credentials only to requests to the
 * remote of the client's base URL, and never replaces an {@code Authorization} of the
 * request.
 */
public abstract class AuthPlugin implements ClientPlugin {

	private static final Log logger = LogFactory.getLog(AuthPlugin.class);

	private final @Nullable Origin ours;

	AuthPlugin(@Nullable URI baseUrl) {
		this.ours = (baseUrl != null) ? Origin.of(baseUrl) : null;
	}

	/**
	 * The plugin of a client, or null if it has no credentials.
	 * @param tokens where tokens come from that are not in the settings, or null
	 */
	public static @Nullable AuthPlugin of(String client, ClientSettings settings, @Nullable TokenSource tokens,
			TimeAndChance time) {
		AuthSettings auth = settings.auth();
		URI baseUrl = settings.baseUrl();
		if (auth.basic().isSet()) {
			String header = "Basic " + HttpHeaders.encodeBasicAuth(Objects.requireNonNull(auth.basic().username()),
					Objects.requireNonNull(auth.basic().password()).reveal(), StandardCharsets.UTF_8);
			return new Fixed(baseUrl, header);
		}
		Secret token = auth.bearer().token();
		if (token != null) {
			return new Fixed(baseUrl, "Bearer " + token.reveal());
		}
		if (auth.signature().isSet()) {
			return new Signed(baseUrl, auth.signature(), time);
		}
		if (tokens == null && auth.isSet()) {
			throw new IllegalStateException("Client '" + client
					+ "' needs a source for its credentials (auth): pass a TokenSource to the builder.");
		}
		return (tokens != null) ? new Renewed(baseUrl, tokens) : null;
	}

	@Override
	public Mono<ClientResponse> aroundAttempt(ClientRequest request, ExchangeFunction next) {
		boolean wanted = isOurs(request) && !request.headers().containsHeader(HttpHeaders.AUTHORIZATION);
		return wanted ? send(request, next) : next.exchange(request);
	}

	abstract Mono<ClientResponse> send(ClientRequest request, ExchangeFunction next);

	/**
	 * Whether a request may get the credentials: it goes to the client's own remote, or
	 * to another host that the client itself has chosen for the attempt.
	 */
	private boolean isOurs(ClientRequest request) {
		if (this.ours == null || this.ours.isOf(request.url())) {
			return true;
		}
		URI chosen = AttemptRequest.require(request).chosen();
		return chosen != null && Origin.of(chosen).isOf(request.url());
	}

	private static ClientRequest with(ClientRequest request, String authorization) {
		return ClientRequest.from(request)
			.headers((headers) -> headers.set(HttpHeaders.AUTHORIZATION, authorization))
			.build();
	}

	/** Sends the same header each time. */
	private static final class Fixed extends AuthPlugin {

		private final String authorization;

		Fixed(@Nullable URI baseUrl, String authorization) {
			super(baseUrl);
			this.authorization = authorization;
		}

		@Override
		Mono<ClientResponse> send(ClientRequest request, ExchangeFunction next) {
			return next.exchange(with(request, this.authorization));
		}

	}

	/** Sends a token that may change. A refused token is replaced once. */
	private static final class Renewed extends AuthPlugin {

		private static final int UNAUTHORIZED = 401;

		private final TokenSource tokens;

		Renewed(@Nullable URI baseUrl, TokenSource tokens) {
			super(baseUrl);
			this.tokens = tokens;
		}

		@Override
		public boolean addsCredentialsOfCallers() {
			return this.tokens.isOfCallers();
		}

		@Override
		Mono<ClientResponse> send(ClientRequest request, ExchangeFunction next) {
			return this.tokens.token(null)
				.map((token) -> next.exchange(with(request, "Bearer " + token))
					.flatMap((response) -> (response.statusCode().value() == UNAUTHORIZED)
							? refused(response, token, request, next) : Mono.just(response)))
				.defaultIfEmpty(next.exchange(request))
				.flatMap((sent) -> sent);
		}

		/**
		 * Sends the request once more, whatever its method: a request with a refused
		 * token was not processed.
		 */
		private Mono<ClientResponse> refused(ClientResponse response, String token, ClientRequest request,
				ExchangeFunction next) {
			CallRequest call = CallRequest.require(request);
			if (!call.options().hasRepeatableBody() && !BodyProbe.isRepeatable(request)) {
				return Mono.just(response);
			}
			Mono<String> other = UserCode.defer(() -> this.tokens.token(token)).onErrorResume((error) -> {
				logger.warn("Client '" + call.client() + "' got no other token after one was refused", error);
				return Mono.empty();
			}).filter((fresh) -> !fresh.equals(token));
			return ResponseBodies.holding(response, call.core().time().scheduler(), other)
				.map((fresh) -> ResponseBodies.release(response, call.core().time().scheduler())
					.then(next.exchange(with(request, "Bearer " + fresh))))
				.defaultIfEmpty(Mono.just(response))
				.flatMap((sent) -> sent);
		}

	}

	/** Sends a signature by RFC 9421, computed for each attempt. */
	private static final class Signed extends AuthPlugin {

		private final MessageSigner signer;

		private final TimeAndChance time;

		Signed(@Nullable URI baseUrl, SignatureAuthSettings settings, TimeAndChance time) {
			super(baseUrl);
			String keyId = Objects.requireNonNull(settings.keyId());
			Secret secret = settings.secret();
			this.signer = (secret != null) ? MessageSigner.bySecret(keyId, settings.components(), secret.reveal())
					: MessageSigner.byPrivateKey(keyId, settings.components(),
							Objects.requireNonNull(settings.privateKey()).reveal());
			this.time = time;
		}

		@Override
		Mono<ClientResponse> send(ClientRequest request, ExchangeFunction next) {
			return next.exchange(this.signer.signed(request, this.time.clock().instant()));
		}

	}

}
