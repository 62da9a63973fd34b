package io.httpwrapper.autoconfigure.wirelog;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

import io.httpwrapper.call.Call;
import io.httpwrapper.plugin.ClientPlugin;
import io.httpwrapper.policy.Redaction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

import org.springframework.web.reactive.function.client.ClientRequest;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.ExchangeFunction;

/**
 * Logs a line for each attempt: the request, the response, and the time to the end of the
 * body. Secrets are masked by their names. It does nothing unless the client's logger
 * {@code io.httpwrapper.wire.<name>} is at {@code debug}.
 */
final class WireLog implements ClientPlugin {

	private final WireLogSettings settings;

	private final Redaction redaction;

	private final LongSupplier nanoTime;

	private final Map<String, Logger> loggers = new ConcurrentHashMap<>();

	WireLog(WireLogSettings settings, Redaction redaction, LongSupplier nanoTime) {
		this.settings = settings;
		this.redaction = redaction;
		this.nanoTime = nanoTime;
	}

	@Override
	public Mono<ClientResponse> aroundAttempt(ClientRequest request, ExchangeFunction next) {
		Call call = Call.of(request);
		String client = (call != null) ? call.client() : "";
		Logger log = this.loggers.computeIfAbsent(client,
				(name) -> LoggerFactory.getLogger("io.httpwrapper.wire." + name));
		if (!log.isDebugEnabled()) {
			return next.exchange(request);
		}
		int attempt = (call != null) ? call.attempt() : 0;
		WireLine line = new WireLine(log, this.settings, this.redaction, request, client, attempt);
		long start = this.nanoTime.getAsLong();
		return next.exchange(line.watched(request))
			.doOnError((error) -> line.failed(error, this.nanoTime.getAsLong() - start))
			.map((response) -> response.mutate()
				// before the caller goes on, which doFinally is not
				.body((body) -> body.doOnNext(line::received)
					.doOnComplete(() -> line.answered(response, "", this.nanoTime.getAsLong() - start))
					.doOnError((error) -> line.answered(response, " (broken)", this.nanoTime.getAsLong() - start))
					.doOnCancel(() -> line.answered(response, " (given up)", this.nanoTime.getAsLong() - start)))
				.build());
	}

}
