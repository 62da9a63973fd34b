package io.httpwrapper.settings;

import java.util.EnumSet;
import java.util.Set;
import java.util.function.Consumer;

import io.httpwrapper.policy.Check;
import org.jspecify.annotations.Nullable;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;

/**
 * What callers get instead of a failure.
 *
 * @param enabled whether there is a fallback at all, by property or by a {@code Fallback}
 * bean; can be set to false at run time
 * @param status status of the answer, from 200 to 599, or null for no answer by property
 * @param body body of the answer: {@code classpath:…}, {@code file:…} or the text itself,
 * or null for none; only with {@code status}
 * @param contentType content type of {@code body}
 * @param on the kinds of failures that get a fallback
 * @param methods the request methods that get the answer by property: an order that was
 * not placed must not look like one that was placed. A {@code Fallback} bean is asked for
 * all methods
 */
public record FallbackSettings(boolean enabled, @Nullable Integer status, @Nullable FallbackBody body,
		String contentType, Set<FallbackCause> on, Set<String> methods) {

	public static final FallbackSettings DEFAULTS = new FallbackSettings(true, null, null,
			MediaType.APPLICATION_JSON_VALUE, EnumSet.allOf(FallbackCause.class), Set.of("GET", "HEAD"));

	public FallbackSettings {
		on = (on != null) ? Set.copyOf(on) : Set.of();
		methods = (methods != null) ? Set.copyOf(methods) : Set.of();
		Check.that("fallback.status", status == null || (status >= 200 && status <= 599), "be a status from 200 to 599",
				String.valueOf(status));
		Check.that("fallback.status", body == null || status != null, "be set where fallback.body is", "nothing");
		Check.that("fallback.content-type", isMediaType(contentType), "be a media type, for example application/json",
				contentType);
	}

	private static boolean isMediaType(String text) {
		try {
			return MediaType.parseMediaType(text).isConcrete();
		}
		catch (InvalidMediaTypeException ex) {
			return false;
		}
	}

	/**
	 * These settings, some of them changed.
	 * @param change sets what is to be different
	 * @throws io.httpwrapper.policy.InvalidSettingException if they cannot be so
	 */
	public FallbackSettings with(Consumer<Builder> change) {
		Builder builder = new Builder(this);
		change.accept(builder);
		return builder.build();
	}

	/**
	 * Takes changes; each method is named like the setting. Not thread-safe.
	 */
	public static final class Builder {

		private boolean enabled;

		private @Nullable Integer status;

		private @Nullable FallbackBody body;

		private String contentType;

		private Set<FallbackCause> on;

		private Set<String> methods;

		private Builder(FallbackSettings settings) {
			this.enabled = settings.enabled;
			this.status = settings.status;
			this.body = settings.body;
			this.contentType = settings.contentType;
			this.on = settings.on;
			this.methods = settings.methods;
		}

		public Builder enabled(boolean enabled) {
			this.enabled = enabled;
			return this;
		}

		public Builder status(@Nullable Integer status) {
			this.status = status;
			return this;
		}

		public Builder body(@Nullable FallbackBody body) {
			this.body = body;
			return this;
		}

		public Builder contentType(String contentType) {
			this.contentType = contentType;
			return this;
		}

		public Builder on(Set<FallbackCause> on) {
			this.on = on;
			return this;
		}

		public Builder methods(Set<String> methods) {
			this.methods = methods;
			return this;
		}

		private FallbackSettings build() {
			return new FallbackSettings(this.enabled, this.status, this.body, this.contentType, this.on, this.methods);
		}

	}

}
