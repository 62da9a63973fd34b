package io.httpwrapper.autoconfigure.dashboard;

import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.EndpointAccessResolver;
import org.springframework.boot.actuate.endpoint.EndpointId;
import org.springframework.boot.actuate.endpoint.web.PathMappedEndpoints;
import org.springframework.core.env.Environment;
import org.springframework.util.StringUtils;

/**
 * The facts about the application that the page needs: the path of the endpoint {@code
 * httpwrapper}, and whether it is writable.
 *
 * @param paths asked late: to ask for a path makes all endpoints
 */
record DashboardFacts(ObjectProvider<PathMappedEndpoints> paths, EndpointAccessResolver access,
		Environment environment) {

	private static final EndpointId CLIENTS = EndpointId.of("httpwrapper");

	Map<String, Object> describe() {
		String clients = this.paths.getObject().getPath(CLIENTS);
		String hint = readOnlyBecause(clients);
		Map<String, Object> facts = new LinkedHashMap<>();
		facts.put("application", this.environment.getProperty("spring.application.name", ""));
		facts.put("endpoint", (clients != null) ? fromPage(clients) : "");
		facts.put("readOnlyBecause", (hint != null) ? hint : "");
		return facts;
	}

	/** Relative, since a proxy may have put something before our paths. */
	private String fromPage(String target) {
		String page = String.valueOf(this.paths.getObject().getPath(DashboardEndpoint.ID));
		return "../".repeat(StringUtils.countOccurrencesOf(page, "/") - 1) + target.substring(1);
	}

	private @Nullable String readOnlyBecause(@Nullable String clients) {
		if (clients == null) {
			return "the endpoint httpwrapper is not exposed";
		}
		return (this.access.accessFor(CLIENTS, Access.READ_ONLY) != Access.UNRESTRICTED)
				? "management.endpoint.httpwrapper.access is not unrestricted" : null;
	}

}
