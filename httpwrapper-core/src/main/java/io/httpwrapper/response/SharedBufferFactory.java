package io.httpwrapper.response;

import java.nio.ByteBuffer;
import java.util.List;

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferFactory;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;

/**
 * The factory of {@link SharedBuffer}s. It makes heap buffers. Joining a single buffer
 * returns that buffer.
 */
final class SharedBufferFactory implements DataBufferFactory {

	static final SharedBufferFactory INSTANCE = new SharedBufferFactory();

	private final DataBufferFactory heap = DefaultDataBufferFactory.sharedInstance;

	private SharedBufferFactory() {
	}

	@Override
	@Deprecated
	public DataBuffer allocateBuffer() {
		return this.heap.allocateBuffer();
	}

	@Override
	public DataBuffer allocateBuffer(int initialCapacity) {
		return this.heap.allocateBuffer(initialCapacity);
	}

	@Override
	public DataBuffer wrap(ByteBuffer byteBuffer) {
		return this.heap.wrap(byteBuffer);
	}

	@Override
	public DataBuffer wrap(byte[] bytes) {
		return this.heap.wrap(bytes);
	}

	@Override
	public DataBuffer join(List<? extends DataBuffer> dataBuffers) {
		return (dataBuffers.size() == 1) ? dataBuffers.get(0) : this.heap.join(dataBuffers);
	}

	@Override
	public boolean isDirect() {
		return false;
	}

}
