package io.httpwrapper.pipeline.body;

import java.io.InputStream;
import java.net.URI;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.BaseStream;

import io.httpwrapper.pipeline.call.UserCode;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.springframework.core.ResolvableType;
import org.springframework.core.io.InputStreamSource;
import org.springframework.core.io.Resource;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferFactory;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.http.HttpCookie;
import org.springframework.http.HttpEntity;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.http.ReactiveHttpOutputMessage;
import org.springframework.http.client.reactive.ClientHttpRequest;
import org.springframework.http.codec.HttpMessageWriter;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;
import org.springframework.web.reactive.function.BodyInserter;
import org.springframework.web.reactive.function.BodyInserters;
import org.springframework.web.reactive.function.client.ClientRequest;
import reactor.core.Fuseable;
import reactor.core.publisher.Mono;

/**
 * Finds out whether a request's body can be sent twice. It lets the body's inserter write
 * to a probe, which only inspects what is written. A plain value can be encoded again. A
 * publisher or an open stream may give nothing the second time. Used only after an
 * attempt has failed. Nothing is subscribed to.
 */
public final class BodyProbe implements ClientHttpRequest, HttpMessageWriter<Object>, BodyInserter.Context {

	private final ClientRequest request;

	private final HttpHeaders headers = new HttpHeaders();

	private final MultiValueMap<String, HttpCookie> cookies = new LinkedMultiValueMap<>();

	private final Map<String, Object> attributes = new HashMap<>();

	private boolean repeatable;

	private BodyProbe(ClientRequest request) {
		this.request = request;
		this.headers.putAll(request.headers());
	}

	/**
	 * Whether the body is known to be the same each time that it is written. False if
	 * this is not known.
	 */
	public static boolean isRepeatable(ClientRequest request) {
		if (request.body() == BodyInserters.empty()) {
			return true;
		}
		BodyProbe probe = new BodyProbe(request);
		try {
			request.body().insert(probe, probe);
		}
		catch (Throwable ex) {
			UserCode.rethrowFatal(ex);
			return false;
		}
		return probe.repeatable;
	}

	@Override
	public Mono<Void> write(Publisher<? extends Object> input, ResolvableType elementType,
			@Nullable MediaType mediaType, ReactiveHttpOutputMessage message, Map<String, Object> hints) {
		this.repeatable = input instanceof Fuseable.ScalarCallable<?> scalar && isValue(valueOf(scalar));
		return Mono.empty();
	}

	private static @Nullable Object valueOf(Fuseable.ScalarCallable<?> scalar) {
		try {
			return scalar.call();
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static boolean isValue(@Nullable Object value) {
		if (value instanceof HttpEntity<?> entity) {
			return isValue(entity.getBody());
		}
		if (value instanceof Map<?, ?> map) {
			return map.values().stream().allMatch(BodyProbe::isValue);
		}
		if (value instanceof Collection<?> values) {
			return values.stream().allMatch(BodyProbe::isValue);
		}
		if (value instanceof Resource resource) {
			return !resource.isOpen();
		}
		return !(value instanceof Publisher || value instanceof InputStreamSource || value instanceof InputStream
				|| value instanceof BaseStream || value instanceof DataBuffer);
	}

	@Override
	public boolean canWrite(ResolvableType elementType, @Nullable MediaType mediaType) {
		return true;
	}

	@Override
	public List<MediaType> getWritableMediaTypes() {
		return List.of(MediaType.ALL);
	}

	@Override
	public List<HttpMessageWriter<?>> messageWriters() {
		return List.of(this);
	}

	@Override
	public Optional<ServerHttpRequest> serverRequest() {
		return Optional.empty();
	}

	@Override
	public Map<String, Object> hints() {
		return Map.of();
	}

	/** Not repeatable: the first attempt has consumed these buffers. */
	@Override
	public Mono<Void> writeWith(Publisher<? extends DataBuffer> body) {
		this.repeatable = false;
		return Mono.empty();
	}

	@Override
	public Mono<Void> writeAndFlushWith(Publisher<? extends Publisher<? extends DataBuffer>> body) {
		this.repeatable = false;
		return Mono.empty();
	}

	/** There is nothing to write, so the body is repeatable. */
	@Override
	public Mono<Void> setComplete() {
		this.repeatable = true;
		return Mono.empty();
	}

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
		return this.headers;
	}

	@Override
	public MultiValueMap<String, HttpCookie> getCookies() {
		return this.cookies;
	}

	@Override
	public Map<String, Object> getAttributes() {
		return this.attributes;
	}

	@Override
	@SuppressWarnings("unchecked")
	public <T> T getNativeRequest() {
		return (T) this;
	}

	@Override
	public DataBufferFactory bufferFactory() {
		return DefaultDataBufferFactory.sharedInstance;
	}

	@Override
	public void beforeCommit(Supplier<? extends Mono<Void>> action) {
		// never committed
	}

	@Override
	public boolean isCommitted() {
		return false;
	}

}
