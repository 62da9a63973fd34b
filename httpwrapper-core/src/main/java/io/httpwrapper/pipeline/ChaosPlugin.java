package io.httpwrapper.pipeline;

import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;

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
 * Makes attempts slow, fail, or break, by the {@link ChaosSettings} in force when each is
 * sent. Each thing it makes is told as {@code CHAOS_INJECTED}, and bears its name: errors
 * are {@link ChaosException}s, responses have the header {@value #HEADER}. A client
 * without this plugin knows no chaos, whatever its settings.
 */
public final class ChaosPlugin implements ClientPlugin {

	/** Header of responses that were made up. */
	public static final String HEADER = "HttpWrapper-Chaos";

	private final TimeAndChance time;

	private final @Nullable Long seed;

	private final Map<String, RandomGenerator> chances = new ConcurrentHashMap<>();

	/**
	 * @param time what pauses run on, and chance
	 * @param seed the same seed makes the same things of the same attempts in the same
	 * order, client by client; or null
	 */
	public ChaosPlugin(TimeAndChance time, @Nullable Long seed) {
		this.time = time;
		this.seed = seed;
	}

	@Override
	public Mono<ClientResponse> aroundAttempt(ClientRequest request, ExchangeFunction next) {
		Exchange exchange = Exchange.require(request);
		// those in force now, not those that the call began with: off means off
		ChaosSettings chaos = exchange.client.settings().chaos();
		if (!chaos.isActive()) {
			return next.exchange(request);
		}
		RandomGenerator chance = chance(exchange.client());
		boolean late = chance.nextDouble() < chaos.latencyRate();
		double fate = chance.nextDouble();
		Mono<ClientResponse> sent = Mono.defer(() -> meet(fate, chaos, exchange, request, next));
		if (!late) {
			return sent;
		}
		exchange.client.events().chaosInjected(exchange, request, "latency", 0, chaos.latency().toNanos());
		return Mono.delay(chaos.latency(), this.time.scheduler()).then(sent);
	}

	private RandomGenerator chance(String client) {
		Long seed = this.seed;
		if (seed == null) {
			return this.time.random();
		}
		return this.chances.computeIfAbsent(client, (name) -> new Random(seed + name.hashCode()));
	}

	private Mono<ClientResponse> meet(double fate, ChaosSettings chaos, Exchange exchange, ClientRequest request,
			ExchangeFunction next) {
		ClientEvents events = exchange.client.events();
		if (fate < chaos.faultRate()) {
			events.chaosInjected(exchange, request, "fault", 0, 0);
			return Mono.error(new WebClientRequestException(
					new ChaosException(exchange.client(), "not sent, as chaos.fault-rate wants it"), request.method(),
					request.url(), request.headers()));
		}
		if (fate < chaos.faultRate() + chaos.statusRate()) {
			events.chaosInjected(exchange, request, "status", chaos.status(), 0);
			ClientResponse madeUp = madeUp(chaos.status(), exchange.client(), request);
			return Mono.deferContextual((context) -> {
				Observed.response(context, madeUp);
				return Mono.just(madeUp);
			});
		}
		if (fate < chaos.faultRate() + chaos.statusRate() + chaos.truncateRate()) {
			return next.exchange(request).map((response) -> truncated(response, exchange, request));
		}
		return next.exchange(request);
	}

	private static ClientResponse madeUp(int status, String client, ClientRequest request) {
		return ClientResponse.create(HttpStatusCode.valueOf(status))
			.request(new StoredClientResponse.Request(request))
			.header(HEADER, "status")
			.headers((headers) -> headers.setContentType(MediaType.TEXT_PLAIN))
			.body("Made up by the chaos of client '" + client + "'; nothing was sent.")
			.build();
	}

	private static ClientResponse truncated(ClientResponse response, Exchange exchange, ClientRequest request) {
		return response.mutate()
			.body((body) -> body.<DataBuffer>handle((buffer, sink) -> cut(buffer, sink, exchange, request)))
			.build();
	}

	/** Passes half of the first part that holds anything. */
	private static void cut(DataBuffer buffer, SynchronousSink<DataBuffer> sink, Exchange exchange,
			ClientRequest request) {
		int bytes = buffer.readableByteCount();
		if (bytes == 0) {
			sink.next(buffer);
			return;
		}
		exchange.client.events().chaosInjected(exchange, request, "truncate", 0, 0);
		DataBuffer half = buffer.split(buffer.readPosition() + bytes / 2);
		DataBufferUtils.release(buffer);
		sink.next(half);
		sink.error(new ChaosException(exchange.client(),
				"body cut after " + bytes / 2 + " bytes, as chaos.truncate-rate wants it"));
	}

}
