package io.httpwrapper.response;

import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.nio.charset.Charset;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.function.IntPredicate;

import io.httpwrapper.cache.StoredBody;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferFactory;

/**
 * A stored body, or a part of it, as a buffer. The bytes are shared with all other
 * readers of the same stored response, and cannot be written. The positions belong to
 * this reader. Only the reader itself copies bytes. Spring's own buffers would be copied
 * once more when they are joined, and again when they are decoded to text.
 */
final class SharedBuffer implements DataBuffer {

	private final StoredBody body;

	/** Where the buffer starts in the body. */
	private int offset;

	private int capacity;

	private int readPosition;

	private int writePosition;

	SharedBuffer(StoredBody body, int offset, int length) {
		Objects.checkFromIndexSize(offset, length, body.size());
		this.body = body;
		this.offset = offset;
		this.capacity = length;
		this.writePosition = length;
	}

	@Override
	public DataBufferFactory factory() {
		return SharedBufferFactory.INSTANCE;
	}

	@Override
	public int indexOf(IntPredicate predicate, int fromIndex) {
		for (int i = Math.max(0, fromIndex); i < this.writePosition; i++) {
			if (predicate.test(byteAt(i))) {
				return i;
			}
		}
		return -1;
	}

	@Override
	public int lastIndexOf(IntPredicate predicate, int fromIndex) {
		for (int i = Math.min(fromIndex, this.writePosition - 1); i >= 0; i--) {
			if (predicate.test(byteAt(i))) {
				return i;
			}
		}
		return -1;
	}

	@Override
	public int readableByteCount() {
		return this.writePosition - this.readPosition;
	}

	@Override
	public int writableByteCount() {
		return 0;
	}

	@Override
	public int capacity() {
		return this.capacity;
	}

	@Override
	@Deprecated
	public DataBuffer capacity(int capacity) {
		throw new ReadOnlyBufferException();
	}

	@Override
	public DataBuffer ensureWritable(int capacity) {
		if (capacity > 0) {
			throw new ReadOnlyBufferException();
		}
		return this;
	}

	@Override
	public int readPosition() {
		return this.readPosition;
	}

	@Override
	public DataBuffer readPosition(int readPosition) {
		Objects.checkFromToIndex(readPosition, this.writePosition, this.capacity);
		this.readPosition = readPosition;
		return this;
	}

	@Override
	public int writePosition() {
		return this.writePosition;
	}

	@Override
	public DataBuffer writePosition(int writePosition) {
		Objects.checkFromToIndex(this.readPosition, writePosition, this.capacity);
		this.writePosition = writePosition;
		return this;
	}

	@Override
	public byte getByte(int index) {
		Objects.checkIndex(index, this.capacity);
		return byteAt(index);
	}

	private byte byteAt(int index) {
		return this.body.get(this.offset + index);
	}

	@Override
	public byte read() {
		checkReadable(1);
		return byteAt(this.readPosition++);
	}

	@Override
	public DataBuffer read(byte[] destination) {
		return read(destination, 0, destination.length);
	}

	@Override
	public DataBuffer read(byte[] destination, int offset, int length) {
		checkReadable(length);
		this.body.get(this.offset + this.readPosition, destination, offset, length);
		this.readPosition += length;
		return this;
	}

	private void checkReadable(int length) {
		Objects.checkFromIndexSize(this.readPosition, length, this.writePosition);
	}

	@Override
	public DataBuffer write(byte b) {
		throw new ReadOnlyBufferException();
	}

	@Override
	public DataBuffer write(byte[] source) {
		throw new ReadOnlyBufferException();
	}

	@Override
	public DataBuffer write(byte[] source, int offset, int length) {
		throw new ReadOnlyBufferException();
	}

	@Override
	public DataBuffer write(DataBuffer... buffers) {
		throw new ReadOnlyBufferException();
	}

	@Override
	public DataBuffer write(ByteBuffer... buffers) {
		throw new ReadOnlyBufferException();
	}

	@Override
	@Deprecated
	public DataBuffer slice(int index, int length) {
		Objects.checkFromIndexSize(index, length, this.capacity);
		return new SharedBuffer(this.body, this.offset + index, length);
	}

	@Override
	public DataBuffer split(int index) {
		Objects.checkFromToIndex(0, index, this.capacity);
		SharedBuffer head = new SharedBuffer(this.body, this.offset, index);
		head.writePosition = Math.min(this.writePosition, index);
		head.readPosition = Math.min(this.readPosition, index);
		this.offset += index;
		this.capacity -= index;
		this.writePosition = Math.max(0, this.writePosition - index);
		this.readPosition = Math.max(0, this.readPosition - index);
		return head;
	}

	@Override
	@Deprecated
	public ByteBuffer asByteBuffer() {
		return asByteBuffer(this.readPosition, readableByteCount());
	}

	@Override
	@Deprecated
	public ByteBuffer asByteBuffer(int index, int length) {
		Objects.checkFromIndexSize(index, length, this.capacity);
		return this.body.buffer(this.offset + index, length);
	}

	@Override
	@Deprecated
	public ByteBuffer toByteBuffer(int index, int length) {
		Objects.checkFromIndexSize(index, length, this.capacity);
		byte[] copy = new byte[length];
		this.body.get(this.offset + index, copy, 0, length);
		return ByteBuffer.wrap(copy);
	}

	@Override
	public void toByteBuffer(int srcPos, ByteBuffer dest, int destPos, int length) {
		Objects.checkFromIndexSize(srcPos, length, this.capacity);
		dest.put(destPos, this.body.buffer(this.offset + srcPos, length), 0, length);
	}

	@Override
	public ByteBufferIterator readableByteBuffers() {
		return new OneBuffer(this.body.buffer(this.offset + this.readPosition, readableByteCount()));
	}

	@Override
	public ByteBufferIterator writableByteBuffers() {
		throw new ReadOnlyBufferException();
	}

	@Override
	public String toString(int index, int length, Charset charset) {
		Objects.checkFromIndexSize(index, length, this.capacity);
		return this.body.text(this.offset + index, length, charset);
	}

	@Override
	public String toString() {
		return "SharedBuffer (r: " + this.readPosition + ", w: " + this.writePosition + ", c: " + this.capacity + ")";
	}

	private static final class OneBuffer implements ByteBufferIterator {

		private final ByteBuffer buffer;

		private boolean taken;

		OneBuffer(ByteBuffer buffer) {
			this.buffer = buffer;
		}

		@Override
		public boolean hasNext() {
			return !this.taken;
		}

		@Override
		public ByteBuffer next() {
			if (this.taken) {
				throw new NoSuchElementException();
			}
			this.taken = true;
			return this.buffer;
		}

		@Override
		public void close() {
			// there is nothing to release
		}

	}

}
