package io.httpwrapper.settings;

import java.util.EnumSet;
import java.util.Set;

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

}
