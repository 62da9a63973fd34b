package io.httpwrapper.autoconfigure.dashboard;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.EndpointId;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.web.PathMappedEndpoints;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.annotation.WebEndpoint;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.Resource;
import org.springframework.util.MimeType;

/**
 * The actuator endpoint of the page: serves its files, and the data that is new since its
 * last request. It is read-only; changes go to the endpoint {@code httpwrapper}.
 * {@link DashboardHeaders} are its headers.
 */
@WebEndpoint(id = "httpwrapperdashboard", defaultAccess = Access.NONE)
final class DashboardEndpoint {

	static final EndpointId ID = EndpointId.of("httpwrapperdashboard");

	private static final String HTML = "text/html";

	private static final String SCRIPT = "text/javascript";

	private static final String STYLE = "text/css";

	private static final String JSON = "application/json";

	private static final String TEXT = "text/plain";

	/** What there is beside the page and its data; nothing else is served. */
	private static final Map<String, String> FILES = Map.ofEntries(Map.entry("dashboard.js", SCRIPT),
			Map.entry("feed.js", SCRIPT), Map.entry("dom.js", SCRIPT), Map.entry("format.js", SCRIPT),
			Map.entry("figures.js", SCRIPT), Map.entry("breaker.js", SCRIPT), Map.entry("charts.js", SCRIPT),
			Map.entry("overview.js", SCRIPT), Map.entry("client.js", SCRIPT), Map.entry("events.js", SCRIPT),
			Map.entry("actions.js", SCRIPT), Map.entry("dashboard.css", STYLE), Map.entry("uplot.js", SCRIPT),
			Map.entry("uplot.css", STYLE), Map.entry("uplot.LICENSE.txt", TEXT));

	private final DashboardFeed feed;

	private final ObjectProvider<PathMappedEndpoints> paths;

	DashboardEndpoint(DashboardFeed feed, ObjectProvider<PathMappedEndpoints> paths) {
		this.feed = feed;
		this.paths = paths;
	}

	/** The page. It refers to its files by the last part of its own path. */
	@ReadOperation(produces = HTML)
	WebEndpointResponse<String> page() throws IOException {
		String path = String.valueOf(this.paths.getObject().getPath(ID));
		String page = file("dashboard.html").getContentAsString(StandardCharsets.UTF_8)
			.replace("{files}", path.substring(path.lastIndexOf('/') + 1));
		return new WebEndpointResponse<>(page, utf8(HTML));
	}

	/**
	 * A file of the page, or {@code data}.
	 * @param part its name
	 * @param after {@code last} of the data that the page had before, or null to begin
	 */
	@ReadOperation(produces = { JSON, SCRIPT, STYLE, TEXT })
	WebEndpointResponse<?> part(@Selector String part, @Nullable String after) {
		if (part.equals("data")) {
			return new WebEndpointResponse<>(this.feed.data((after != null) ? after : ""), MimeType.valueOf(JSON));
		}
		String type = FILES.get(part);
		return (type != null) ? new WebEndpointResponse<>(file(part), utf8(type))
				: new WebEndpointResponse<>(WebEndpointResponse.STATUS_NOT_FOUND);
	}

	private static MimeType utf8(String type) {
		return new MimeType(MimeType.valueOf(type), StandardCharsets.UTF_8);
	}

	private static Resource file(String name) {
		return new ClassPathResource(name, DashboardEndpoint.class);
	}

}
