package io.httpwrapper.autoconfigure.endpoint;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.httpwrapper.autoconfigure.monitoring.ClientDescriptions;
import io.httpwrapper.call.CallReport;
import org.jspecify.annotations.Nullable;

/**
 * The part of the endpoint that explains the last calls of a client.
 *
 * @param descriptions all clients
 */
record CallsPart(ClientDescriptions descriptions) {

	/** The last calls, newest first, or null if there is no such client. */
	@Nullable Map<String, Object> all(String client) {
		return this.descriptions.calls(client).map((calls) -> {
			Map<String, Object> all = new LinkedHashMap<>();
			all.put("client", client);
			all.put("failed", described(calls.failed()));
			all.put("refused", described(calls.refused()));
			all.put("others", described(calls.others()));
			return all;
		}).orElse(null);
	}

	/** One call, or null if it is not kept. */
	@Nullable Map<String, Object> one(String client, String id) {
		return this.descriptions.calls(client)
			.flatMap((calls) -> number(id).flatMap(calls::find))
			.map(CallsPart::described)
			.orElse(null);
	}

	private static Optional<Long> number(String id) {
		try {
			return Optional.of(Long.valueOf(id));
		}
		catch (NumberFormatException ex) {
			return Optional.empty();
		}
	}

	private static List<Map<String, Object>> described(List<CallReport> calls) {
		return calls.stream().map(CallsPart::described).toList();
	}

	private static Map<String, Object> described(CallReport call) {
		Map<String, Object> described = new LinkedHashMap<>();
		described.put("id", call.id());
		described.put("at", call.start().toString());
		described.put("call", call.target());
		described.put("failed", call.failed());
		described.put("explanation", call.explanation());
		return described;
	}

}
