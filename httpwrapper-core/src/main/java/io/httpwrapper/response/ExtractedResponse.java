package io.httpwrapper.response;

import java.util.List;

import org.jspecify.annotations.Nullable;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.ResponseEntity;
import org.springframework.web.reactive.function.BodyExtractors;
import org.springframework.web.reactive.function.client.ClientResponse;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * A response in which every access to the body goes through {@code body(extractor)}.
 */
public abstract class ExtractedResponse implements ClientResponse {

	@Override
	public <T> Mono<T> bodyToMono(Class<? extends T> elementClass) {
		return body(BodyExtractors.toMono(elementClass));
	}

	@Override
	public <T> Mono<T> bodyToMono(ParameterizedTypeReference<T> elementType) {
		return body(BodyExtractors.toMono(elementType));
	}

	@Override
	@SuppressWarnings("unchecked")
	public <T> Flux<T> bodyToFlux(Class<? extends T> elementClass) {
		return (elementClass == DataBuffer.class) ? (Flux<T>) body(BodyExtractors.toDataBuffers())
				: body(BodyExtractors.toFlux(elementClass));
	}

	@Override
	public <T> Flux<T> bodyToFlux(ParameterizedTypeReference<T> elementType) {
		return body(BodyExtractors.toFlux(elementType));
	}

	@Override
	public Mono<Void> releaseBody() {
		return body(BodyExtractors.toDataBuffers()).map(DataBufferUtils::release).then();
	}

	@Override
	public Mono<ResponseEntity<Void>> toBodilessEntity() {
		return releaseBody().then(Mono.fromSupplier(() -> entity(null)));
	}

	@Override
	public <T> Mono<ResponseEntity<T>> toEntity(Class<T> bodyClass) {
		return this.<T>bodyToMono(bodyClass).singleOptional().map((body) -> entity(body.orElse(null)));
	}

	@Override
	public <T> Mono<ResponseEntity<T>> toEntity(ParameterizedTypeReference<T> bodyType) {
		return bodyToMono(bodyType).singleOptional().map((body) -> entity(body.orElse(null)));
	}

	@Override
	public <T> Mono<ResponseEntity<List<T>>> toEntityList(Class<T> elementClass) {
		return this.<T>bodyToFlux(elementClass).collectList().map(this::entity);
	}

	@Override
	public <T> Mono<ResponseEntity<List<T>>> toEntityList(ParameterizedTypeReference<T> elementType) {
		return bodyToFlux(elementType).collectList().map(this::entity);
	}

	private <T> ResponseEntity<T> entity(@Nullable T body) {
		return new ResponseEntity<>(body, headers().asHttpHeaders(), statusCode());
	}

	@Override
	public <T> Mono<T> createError() {
		return createException().flatMap(Mono::error);
	}

	/** The copy knows the request too, for the messages of its errors. */
	@Override
	public Builder mutate() {
		return ClientResponse.super.mutate().request(request());
	}

}
