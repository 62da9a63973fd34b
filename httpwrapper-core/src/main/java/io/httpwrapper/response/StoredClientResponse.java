package io.httpwrapper.response;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

import io.httpwrapper.cache.CacheStatus;
import io.httpwrapper.cache.HeaderFields;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpRequest;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseCookie;
import org.springframework.http.client.reactive.ClientHttpResponse;
import org.springframework.http.codec.HttpMessageReader;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.util.MultiValueMap;
import org.springframework.web.reactive.function.BodyExtractor;
import org.springframework.web.reactive.function.client.ClientRequest;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.ExchangeStrategies;
import org.springframework.web.reactive.function.client.WebClientResponseException;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * A response that did not come from a connection. It is a single object, because it makes
 * up most of the cost of a cache hit. A response from Spring's builder costs several
 * times as much.
 */
public final class StoredClientResponse extends ExtractedResponse
		implements ClientHttpResponse, ClientResponse.Headers, BodyExtractor.Context {

	private final ClientRequest request;

	private final int status;

	private final HeaderFields fields;

	private final String cacheStatus;

	private final Flux<DataBuffer> body;

	private final ExchangeStrategies strategies;

	private @Nullable HttpHeaders headers;

	/**
	 * @param request the request that it answers
	 * @param cacheStatus a {@code Cache-Status} line in addition to {@code fields}
	 */
	public StoredClientResponse(ClientRequest request, int status, HeaderFields fields, String cacheStatus,
			Flux<DataBuffer> body, ExchangeStrategies strategies) {
		this.request = request;
		this.status = status;
		this.fields = fields;
		this.cacheStatus = cacheStatus;
		this.body = body;
		this.strategies = strategies;
	}

	@Override
	public HttpStatusCode statusCode() {
		return HttpStatusCode.valueOf(this.status);
	}

	@Override
	public HttpStatusCode getStatusCode() {
		return statusCode();
	}

	@Override
	public Headers headers() {
		return this;
	}

	@Override
	public HttpHeaders asHttpHeaders() {
		HttpHeaders headers = this.headers;
		if (headers == null) {
			headers = HttpHeaders.readOnlyHttpHeaders(new FieldMap(this.fields, CacheStatus.FIELD, this.cacheStatus));
			this.headers = headers;
		}
		return headers;
	}

	@Override
	public HttpHeaders getHeaders() {
		return asHttpHeaders();
	}

	@Override
	public OptionalLong contentLength() {
		long length = asHttpHeaders().getContentLength();
		return (length >= 0) ? OptionalLong.of(length) : OptionalLong.empty();
	}

	@Override
	public Optional<MediaType> contentType() {
		return Optional.ofNullable(asHttpHeaders().getContentType());
	}

	@Override
	public List<String> header(String headerName) {
		return asHttpHeaders().getOrEmpty(headerName);
	}

	@Override
	public MultiValueMap<String, ResponseCookie> cookies() {
		return SetCookies.parse(this.fields.lines(HttpHeaders.SET_COOKIE));
	}

	@Override
	public MultiValueMap<String, ResponseCookie> getCookies() {
		return cookies();
	}

	@Override
	public Flux<DataBuffer> getBody() {
		return this.body;
	}

	@Override
	public <T> T body(BodyExtractor<T, ? super ClientHttpResponse> extractor) {
		return extractor.extract(this, this);
	}

	@Override
	public List<HttpMessageReader<?>> messageReaders() {
		return this.strategies.messageReaders();
	}

	@Override
	public Optional<ServerHttpResponse> serverResponse() {
		return Optional.empty();
	}

	@Override
	public Map<String, Object> hints() {
		return Map.of();
	}

	@Override
	public Mono<WebClientResponseException> createException() {
		return mutate().build().createException();
	}

	@Override
	public ExchangeStrategies strategies() {
		return this.strategies;
	}

	@Override
	public String logPrefix() {
		return this.request.logPrefix();
	}

	@Override
	public HttpRequest request() {
		return new Request(this.request);
	}

	/**
	 * The request in the form that errors need.
	 */
	public record Request(ClientRequest request) implements HttpRequest {

		@Override
		public HttpMethod getMethod() {
			return this.request.method();
		}

		@Override
		public URI getURI() {
			return this.request.url();
		}

		@Override
		public HttpHeaders getHeaders() {
			return this.request.headers();
		}

		@Override
		public Map<String, Object> getAttributes() {
			return this.request.attributes();
		}

	}

}
