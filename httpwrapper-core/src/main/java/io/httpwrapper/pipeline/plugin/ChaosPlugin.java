package io.httpwrapper.pipeline.plugin;

import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;

import io.httpwrapper.error.ChaosException;
import io.httpwrapper.pipeline.call.AttemptRequest;
import io.httpwrapper.pipeline.call.CallObservation;
import io.httpwrapper.pipeline.call.ClientEvents;
import io.httpwrapper.plugin.ClientPlugin;
import io.httpwrapper.response.StoredClientResponse;
import io.httpwrapper.settings.ChaosSettings;
import io.httpwrapper.timing.TimeAndChance;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.client.ClientRequest;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.ExchangeFunction;
import org.springframework.web.reactive.function.client.WebClientRequestException;
import reactor.core.publisher.Mono;
import reactor.core.publisher.SynchronousSink;

/**
 * Makes attempts slow, fail or break, by the {@link ChaosSettings} that are current when
 * an attempt is sent. Each injected failure is reported as {@code CHAOS_INJECTED}, and
 * can be recognised: errors are {@link ChaosException}s, responses have the header
 * {@value #HEADER}. A client without this plugin has no chaos, whatever its settings.
 */
public final class ChaosPlugin implements ClientPlugin {

	/** Header of responses that were injected. */
	public static final String HEADER = "HttpWrapper-Chaos";

	private final TimeAndChance time;

	private final @Nullable Long seed;

	private final Map<String, RandomGenerator> chances = new ConcurrentHashMap<>();

	/**
	 * @param time the clocks of pauses, and random numbers
	 * @param seed with the same seed the same attempts in the same order get the same
	 * failures, for each client; or null
	 */
	public ChaosPlugin(TimeAndChance time, @Nullable Long seed) {
		this.time = time;
		this.seed = seed;
	}

	@Override
	public Mono<ClientResponse> aroundAttempt(ClientRequest request, ExchangeFunction next) {
		AttemptRequest attempt = AttemptRequest.require(request);
		// the current settings, not those that the call began with, so that switching off
		// takes effect at once
		ChaosSettings chaos = attempt.core().settings().chaos();
		if (!chaos.isActive()) {
			return next.exchange(request);
		}
		RandomGenerator chance = chance(attempt.client());
		boolean late = chance.nextDouble() < chaos.latencyRate();
		double fate = chance.nextDouble();
		Mono<ClientResponse> sent = Mono.defer(() -> meet(fate, chaos, attempt, request, next));
		if (!late) {
			return sent;
		}
		attempt.core().events().chaosInjected(attempt, "latency", 0, chaos.latency().toNanos());
		return Mono.delay(chaos.latency(), this.time.scheduler()).then(sent);
	}

	private RandomGenerator chance(String client) {
		Long seed = this.seed;
		if (seed == null) {
			return this.time.random();
		}
		return this.chances.computeIfAbsent(client, (name) -> new Random(seed + name.hashCode()));
	}

	private Mono<ClientResponse> meet(double fate, ChaosSettings chaos, AttemptRequest attempt, ClientRequest request,
			ExchangeFunction next) {
		ClientEvents events = attempt.core().events();
		if (fate < chaos.faultRate()) {
			events.chaosInjected(attempt, "fault", 0, 0);
			return Mono.error(new WebClientRequestException(
					new ChaosException(attempt.client(), "not sent because of chaos.fault-rate"), request.method(),
					request.url(), request.headers()));
		}
		if (fate < chaos.faultRate() + chaos.statusRate()) {
			events.chaosInjected(attempt, "status", chaos.status(), 0);
			ClientResponse madeUp = madeUp(chaos.status(), attempt.client(), request);
			return Mono.deferContextual((context) -> {
				CallObservation.response(context, madeUp);
				return Mono.just(madeUp);
			});
		}
		if (fate < chaos.faultRate() + chaos.statusRate() + chaos.truncateRate()) {
			return next.exchange(request).map((response) -> truncated(response, attempt));
		}
		return next.exchange(request);
	}

	private static ClientResponse madeUp(int status, String client, ClientRequest request) {
		return ClientResponse.create(HttpStatusCode.valueOf(status))
			.request(new StoredClientResponse.Request(request))
			.header(HEADER, "status")
			.headers((headers) -> headers.setContentType(MediaType.TEXT_PLAIN))
			.body("Injected by the chaos of client '" + client + "'; nothing was sent.")
			.build();
	}

	private static ClientResponse truncated(ClientResponse response, AttemptRequest attempt) {
		return response.mutate()
			.body((body) -> body.<DataBuffer>handle((buffer, sink) -> cut(buffer, sink, attempt)))
			.build();
	}

	/** Passes half of the first buffer that is not empty, then fails. */
	private static void cut(DataBuffer buffer, SynchronousSink<DataBuffer> sink, AttemptRequest attempt) {
		int bytes = buffer.readableByteCount();
		if (bytes == 0) {
			sink.next(buffer);
			return;
		}
		attempt.core().events().chaosInjected(attempt, "truncate", 0, 0);
		DataBuffer half = buffer.split(buffer.readPosition() + bytes / 2);
		DataBufferUtils.release(buffer);
		sink.next(half);
		sink.error(new ChaosException(attempt.client(),
				"body cut after " + bytes / 2 + " bytes because of chaos.truncate-rate"));
	}

}
