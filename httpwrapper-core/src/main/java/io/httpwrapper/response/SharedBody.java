package io.httpwrapper.response;

import io.httpwrapper.cache.StoredBody;
import org.springframework.core.io.buffer.DataBuffer;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Operators;

/**
 * A stored body, or a part of it, as the body of a response. Each reader gets one new
 * buffer.
 */
public final class SharedBody extends Flux<DataBuffer> {

	private final StoredBody body;

	private final int offset;

	private final int length;

	/**
	 * @param offset first byte
	 * @param length number of bytes; the range must be within the body
	 */
	public SharedBody(StoredBody body, int offset, int length) {
		this.body = body;
		this.offset = offset;
		this.length = length;
	}

	@Override
	public void subscribe(CoreSubscriber<? super DataBuffer> actual) {
		if (this.length == 0) {
			Operators.complete(actual);
		}
		else {
			actual.onSubscribe(Operators.scalarSubscription(actual,
					new SharedBuffer(this.body, this.offset, this.length), "stored body"));
		}
	}

}
