package io.httpwrapper.blocking;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;

import io.httpwrapper.error.ClientCallException;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import org.springframework.web.client.ResourceAccessException;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.WebClientRequestException;
import reactor.core.CoreSubscriber;
import reactor.core.Exceptions;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Operators;

/**
 * One call, from its subscription to the head of its response, as the calling thread sees
 * it.
 */
final class BlockingCall implements CoreSubscriber<ClientResponse> {

	private static final int FIRST_ERROR_STATUS = 400;

	final Waiter waiter;

	private final AtomicReference<@Nullable Subscription> subscription = new AtomicReference<>();

	private volatile @Nullable ClientResponse response;

	private volatile @Nullable Throwable error;

	// the calling thread's
	private boolean started;

	private @Nullable InterruptedIOException interruption;

	BlockingCall(Waiter waiter) {
		this.waiter = waiter;
	}

	/**
	 * Begins the call. What the calling thread's locals hold goes with it, as far as
	 * accessors are registered for them.
	 */
	void start(Mono<ClientResponse> exchange) {
		this.started = true;
		exchange.contextCapture().subscribe(this);
	}

	boolean hasStarted() {
		return this.started;
	}

	@Override
	public void onSubscribe(Subscription subscription) {
		if (this.subscription.compareAndSet(null, subscription)) {
			subscription.request(Long.MAX_VALUE);
		}
		else {
			subscription.cancel();
		}
	}

	@Override
	public void onNext(ClientResponse response) {
		this.response = response;
		this.waiter.wake();
	}

	@Override
	public void onError(Throwable error) {
		this.error = error;
		this.waiter.wake();
	}

	@Override
	public void onComplete() {
		if (this.response == null) {
			onError(new IllegalStateException("A plugin returned no response"));
		}
	}

	/**
	 * Whether it is known what the call brought.
	 */
	boolean isAnswered() {
		return this.response != null || this.error != null;
	}

	/**
	 * Whether there is no use in sending the rest of the request's body: the call has
	 * failed, or the remote has answered with an error (RFC 9112 §9.5). A good answer may
	 * come early and still want all of it.
	 */
	boolean needsNoBody() {
		ClientResponse response = this.response;
		return this.error != null || (response != null && response.statusCode().value() >= FIRST_ERROR_STATUS);
	}

	/**
	 * Ends the call, or, if there is a response whose body nobody has asked for, that
	 * one.
	 */
	void cancel() {
		Subscription subscription = this.subscription.getAndSet(Operators.cancelledSubscription());
		if (subscription != null) {
			subscription.cancel();
		}
	}

	/**
	 * Ends the call because its thread is to end.
	 * @return what to throw
	 */
	InterruptedIOException interrupted(InterruptedException cause) {
		cancel();
		Thread.currentThread().interrupt();
		InterruptedIOException interruption = new InterruptedIOException(cause.getMessage());
		interruption.initCause(cause);
		this.interruption = interruption;
		return interruption;
	}

	@Nullable InterruptedIOException interruption() {
		return this.interruption;
	}

	/**
	 * What the call brought.
	 */
	ClientResponse response() throws IOException {
		Throwable error = this.error;
		if (error != null) {
			throw asIoException(error);
		}
		return Objects.requireNonNull(this.response);
	}

	/**
	 * What a caller of {@code RestClient} is to see of an error: the cause alone of what
	 * {@code WebClient} wraps, since {@code RestClient} wraps it itself. An error that is
	 * the application's own, as of a plugin, stays what it is.
	 */
	private static IOException asIoException(Throwable error) {
		if (error instanceof ClientCallException own) {
			ResourceAccessException refused = new ResourceAccessException(String.valueOf(own.getMessage()));
			refused.initCause(own);
			throw refused;
		}
		Throwable cause = Exceptions.unwrap(error);
		if (error instanceof WebClientRequestException && error.getCause() != null) {
			cause = error.getCause();
		}
		else if (cause instanceof RuntimeException || cause instanceof Error) {
			throw Exceptions.propagate(cause);
		}
		IOException thrown = (cause instanceof IOException io) ? io : new IOException(cause.toString(), cause);
		for (Throwable before : error.getSuppressed()) {
			if (before != thrown && !Exceptions.isTraceback(before)) {
				thrown.addSuppressed(before);
			}
		}
		return thrown;
	}

}
