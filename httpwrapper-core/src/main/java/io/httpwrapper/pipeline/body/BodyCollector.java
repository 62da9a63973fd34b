package io.httpwrapper.pipeline.body;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

import io.httpwrapper.cache.StoredBody;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.buffer.DataBuffer;

/**
 * Copies a body while it is being read. Copying stops if the body is too long, or if all
 * collected bodies of the client together would take too much memory. A body of unknown
 * length for which nobody waits is given up early, and only measured from then on. Not
 * thread-safe.
 */
public final class BodyCollector {

	/**
	 * How many bytes are collected of a body of unknown length for which nobody waits.
	 */
	static final long FIRST_LOOK = 256 * 1024;

	private static final int FIRST_CHUNK = 4 * 1024;

	private static final int LARGEST_CHUNK = 64 * 1024;

	private final long longest;

	private final long declared;

	private final Room room;

	private final Measure measure;

	/** The current limit; at most {@link #longest}. */
	private long limit;

	private final List<byte[]> full = new ArrayList<>();

	private byte @Nullable [] chunk;

	private int inChunk;

	private long size;

	private long taken;

	private boolean over;

	/**
	 * @param longest most bytes of one body
	 * @param declared the body's length as the response headers declare it, or -1
	 * @param room the memory that all bodies being collected share
	 * @param measure called for a body of undeclared length that is longer than
	 * {@link #FIRST_LOOK}
	 */
	public BodyCollector(long longest, long declared, Room room, Measure measure) {
		this.longest = longest;
		this.limit = longest;
		this.declared = declared;
		this.room = room;
		this.measure = measure;
	}

	/**
	 * Collects only {@link #FIRST_LOOK} bytes, because the body's length is unknown and
	 * nobody waits for it so far.
	 */
	public BodyCollector withFirstLook() {
		this.limit = Math.min(FIRST_LOOK, this.longest);
		return this;
	}

	/** A call waits for the body: it is collected as long as it can still be stored. */
	void awaited() {
		if (!this.over) {
			this.limit = this.longest;
		}
	}

	/** Whether the body can still become complete. */
	boolean isCollecting() {
		return !this.over;
	}

	/**
	 * Whether it was given up early: the body may still turn out short enough to be
	 * stored.
	 */
	boolean isUndecided() {
		return this.over && this.size > this.limit && this.size <= this.longest;
	}

	/**
	 * Copies the readable bytes of {@code buffer} without changing its positions, unless
	 * the body was given up. The bytes are counted in any case.
	 * @return whether all of the body so far is collected
	 */
	boolean add(DataBuffer buffer) {
		int count = buffer.readableByteCount();
		this.size += count;
		if (this.size > this.longest && this.size - count <= this.longest) {
			measured(true);
		}
		if (this.over) {
			return false;
		}
		if (this.size > this.limit || (this.declared >= 0 && this.size > this.declared)) {
			discard();
			return false;
		}
		int position = buffer.readPosition();
		int copied = 0;
		while (copied < count) {
			byte[] target = chunk();
			if (target == null) {
				buffer.readPosition(position);
				discard();
				return false;
			}
			int length = Math.min(count - copied, target.length - this.inChunk);
			buffer.read(target, this.inChunk, length);
			this.inChunk += length;
			copied += length;
		}
		buffer.readPosition(position);
		return true;
	}

	/** A chunk with free space, or null if there is no memory left. */
	private byte @Nullable [] chunk() {
		byte[] current = this.chunk;
		if (current != null && this.inChunk < current.length) {
			return current;
		}
		int length = (current != null) ? Math.min(2 * current.length, LARGEST_CHUNK) : firstLength();
		if (!this.room.take(length)) {
			return null;
		}
		this.taken += length;
		if (current != null) {
			this.full.add(current);
		}
		this.chunk = new byte[length];
		this.inChunk = 0;
		return this.chunk;
	}

	private int firstLength() {
		return (this.declared > 0) ? (int) Math.min(this.declared, LARGEST_CHUNK) : FIRST_CHUNK;
	}

	private void measured(boolean tooLong) {
		if (this.declared < 0) {
			this.measure.measured(tooLong);
		}
	}

	/**
	 * The complete body, after its end.
	 * @return null if its length differs from the declared one, or if it was given up
	 */
	@Nullable StoredBody complete() {
		if (this.size > FIRST_LOOK && this.size <= this.longest) {
			measured(false);
		}
		if (this.over || (this.declared >= 0 && this.size != this.declared)) {
			discard();
			return null;
		}
		StoredBody body = StoredBody.of(joined());
		discard();
		return body;
	}

	private byte[] joined() {
		byte[] last = this.chunk;
		if (last == null) {
			return new byte[0];
		}
		if (this.full.isEmpty() && this.inChunk == last.length) {
			return last;
		}
		byte[] all = new byte[(int) this.size];
		int position = 0;
		for (byte[] bytes : this.full) {
			System.arraycopy(bytes, 0, all, position, bytes.length);
			position += bytes.length;
		}
		System.arraycopy(last, 0, all, position, this.inChunk);
		return all;
	}

	/** Frees the collected bytes, and collects no more. */
	void discard() {
		this.over = true;
		this.full.clear();
		this.chunk = null;
		this.room.giveBack(this.taken);
		this.taken = 0;
	}

	/**
	 * Is told whether a body of undeclared length is too long.
	 */
	public interface Measure {

		/**
		 * Called once, when it is known.
		 * @param tooLong whether the body is longer than the longest that is stored
		 */
		void measured(boolean tooLong);

	}

	/**
	 * The memory for all bodies of a client that are being collected. Thread-safe.
	 */
	public static final class Room {

		private final long limit;

		private final AtomicLong taken = new AtomicLong();

		public Room(long limit) {
			this.limit = limit;
		}

		boolean take(long bytes) {
			if (this.taken.addAndGet(bytes) > this.limit) {
				this.taken.addAndGet(-bytes);
				return false;
			}
			return true;
		}

		void giveBack(long bytes) {
			this.taken.addAndGet(-bytes);
		}

		/** Bytes in use now. */
		public long taken() {
			return this.taken.get();
		}

	}

}
