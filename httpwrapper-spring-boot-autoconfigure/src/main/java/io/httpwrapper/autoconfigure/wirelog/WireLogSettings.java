package io.httpwrapper.autoconfigure.wirelog;

import java.util.Set;

import io.httpwrapper.policy.Check;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Settings of the log of requests and responses.
 *
 * @param enabled whether anything is: a line for each attempt of a client whose logger
 * io.httpwrapper.wire.&lt;name&gt; is at debug
 * @param headers names of the headers that are shown, of requests and responses; * for
 * all. Secret ones are masked
 * @param bodyPreview how much is shown of bodies of JSON and forms, of others nothing; at
 * most 64KB
 * @param secrets names of headers, query parameters and fields that are secret, besides
 * the usual ones; * stands for any characters
 */
@ConfigurationProperties(prefix = "httpwrapper.wire-log", ignoreUnknownFields = false)
record WireLogSettings(@DefaultValue("false") boolean enabled,
		@DefaultValue("content-type,content-encoding,location,retry-after,cache-control") Set<String> headers,
		@DefaultValue("0B") DataSize bodyPreview, @Nullable Set<String> secrets) {

	private static final DataSize MOST = DataSize.ofKilobytes(64);

	WireLogSettings {
		headers = Set.copyOf(headers);
		Check.that("httpwrapper.wire-log.body-preview", !bodyPreview.isNegative() && bodyPreview.compareTo(MOST) <= 0,
				"be 0B to 64KB", bodyPreview);
		secrets = (secrets != null) ? Set.copyOf(secrets) : Set.of();
	}

}
