package io.httpwrapper.pipeline;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.client.reactive.ClientHttpRequest;
import org.springframework.web.reactive.function.client.ClientRequest;
import org.springframework.web.reactive.function.client.ExchangeStrategies;
import reactor.core.publisher.Mono;

/**
 * A request that carries the trace of its attempt, in place of that of the call.
 */
final class ObservedRequest extends DelegatingRequest {

	private final Exchange exchange;

	/** Names and values by turns; null as long as there are none. */
	private @Nullable List<String> fields;

	private @Nullable HttpHeaders headers;

	ObservedRequest(ClientRequest request, Exchange exchange) {
		super(request);
		this.exchange = exchange;
	}

	Exchange exchange() {
		return this.exchange;
	}

	/** Before the request is sent, by who propagates the trace. */
	void set(String name, String value) {
		if (this.fields == null) {
			this.fields = new ArrayList<>(4);
		}
		this.fields.add(name);
		this.fields.add(value);
		this.headers = null;
	}

	private void writeTo(HttpHeaders headers) {
		if (this.fields != null) {
			for (int i = 0; i < this.fields.size(); i += 2) {
				headers.set(this.fields.get(i), this.fields.get(i + 1));
			}
		}
	}

	/** Made for who asks: the wire does not. */
	@Override
	public HttpHeaders headers() {
		if (this.fields == null) {
			return super.headers();
		}
		HttpHeaders merged = this.headers;
		if (merged == null) {
			HttpHeaders own = HttpHeaders.copyOf(super.headers());
			writeTo(own);
			merged = HttpHeaders.readOnlyHttpHeaders(own);
			this.headers = merged;
		}
		return merged;
	}

	@Override
	public Map<String, Object> attributes() {
		return this.request.attributes();
	}

	@Override
	public Mono<Void> writeTo(ClientHttpRequest request, ExchangeStrategies strategies) {
		// first: the request leaves alone what is there
		writeTo(request.getHeaders());
		return super.writeTo(request, strategies);
	}

}
