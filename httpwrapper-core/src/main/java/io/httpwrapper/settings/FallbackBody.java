package io.httpwrapper.settings;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

import org.jspecify.annotations.Nullable;
import org.springframework.core.io.DefaultResourceLoader;
import org.springframework.util.StreamUtils;

/**
 * What a fallback by property answers with: a text, or what is in a resource, which is
 * read once. Immutable.
 */
public final class FallbackBody {

	private final String source;

	private final byte[] content;

	private FallbackBody(String source, byte[] content) {
		this.source = source;
		this.content = content;
	}

	/**
	 * Reads a body.
	 * @param source {@code classpath:…} or {@code file:…}, or else the text itself
	 * @throws IllegalArgumentException if there is no such resource
	 */
	public static FallbackBody valueOf(String source) {
		if (!isResource(source)) {
			return new FallbackBody(source, source.getBytes(StandardCharsets.UTF_8));
		}
		try {
			return new FallbackBody(source,
					StreamUtils.copyToByteArray(new DefaultResourceLoader().getResource(source).getInputStream()));
		}
		catch (IOException ex) {
			throw new IllegalArgumentException("it cannot be read: " + ex.getMessage(), ex);
		}
	}

	/** Whether it says where the body is, instead of the text itself. */
	public static boolean isResource(String source) {
		return source.startsWith("classpath:") || source.startsWith("file:");
	}

	/** The bytes to answer with: a copy. */
	public byte[] content() {
		return this.content.clone();
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return other instanceof FallbackBody body && body.source.equals(this.source);
	}

	@Override
	public int hashCode() {
		return this.source.hashCode();
	}

	/** As it is written in configuration. */
	@Override
	public String toString() {
		return this.source;
	}

}
