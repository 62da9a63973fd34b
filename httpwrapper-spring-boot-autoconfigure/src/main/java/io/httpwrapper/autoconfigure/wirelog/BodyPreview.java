package io.httpwrapper.autoconfigure.wirelog;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

import io.httpwrapper.policy.Redaction;
import org.jspecify.annotations.Nullable;

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.MediaType;

/**
 * Counts the bytes of a body while it is read or written, and keeps a copy of its
 * beginning. The buffers are not changed. Not thread-safe: the parts of a body come one
 * after the other.
 */
final class BodyPreview {

	private final ByteBuffer kept;

	private long bytes;

	BodyPreview(int limit) {
		this.kept = ByteBuffer.allocate(limit);
	}

	void add(DataBuffer buffer) {
		int length = buffer.readableByteCount();
		this.bytes += length;
		int part = Math.min(length, this.kept.remaining());
		if (part > 0) {
			buffer.toByteBuffer(buffer.readPosition(), this.kept, this.kept.position(), part);
			this.kept.position(this.kept.position() + part);
		}
	}

	long bytes() {
		return this.bytes;
	}

	/**
	 * The beginning without secrets, or nothing of what is no text, or one whose secrets
	 * have no names.
	 */
	String text(@Nullable MediaType type, Redaction redaction) {
		if (this.kept.position() == 0 || type == null) {
			return "";
		}
		String text = new String(this.kept.array(), 0, this.kept.position(), StandardCharsets.UTF_8);
		String more = (this.bytes > this.kept.position()) ? "…" : "";
		if (MediaType.APPLICATION_JSON.isCompatibleWith(type) || type.getSubtype().endsWith("+json")) {
			return redaction.json(text) + more;
		}
		return MediaType.APPLICATION_FORM_URLENCODED.isCompatibleWith(type) ? redaction.form(text) + more : "";
	}

}
