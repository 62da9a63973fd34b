package io.httpwrapper.autoconfigure.dashboard;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.api.Test;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.json.JsonParserFactory;
import org.springframework.boot.tomcat.autoconfigure.actuate.web.server.TomcatReactiveManagementContextAutoConfiguration;
import org.springframework.boot.tomcat.autoconfigure.reactive.TomcatReactiveWebServerAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The page over HTTP, in a Spring MVC and in a WebFlux application.
 */
@ParameterizedClass
@EnumSource(names = { "SERVLET", "REACTIVE" })
class DashboardPageTests {

	private static final String PAGE = "/actuator/httpwrapper-dashboard";

	/** On the class path for Spring MVC; WebFlux shall run on Netty here. */
	private static final String TOMCAT = TomcatReactiveWebServerAutoConfiguration.class.getName() + ","
			+ TomcatReactiveManagementContextAutoConfiguration.class.getName();

	private final HttpClient browser = HttpClient.newHttpClient();

	private final WebApplicationType stack;

	private ConfigurableApplicationContext application;

	DashboardPageTests(WebApplicationType stack) {
		this.stack = stack;
	}

	@AfterEach
	void close() {
		this.application.close();
	}

	@Test
	void pageIsServedWithAStrictPolicy() {
		start();

		HttpResponse<String> page = get(PAGE);

		assertThat(page.statusCode()).isEqualTo(200);
		assertThat(header(page, "Content-Type")).isEqualTo("text/html;charset=UTF-8");
		assertSecured(page);
		assertThat(page.body()).contains("<title>HTTPWrapper</title>")
			.contains("src=\"httpwrapper-dashboard/dashboard.js\"")
			.doesNotContain("<style", "style=", "onclick", "http:", "https:", "//");
	}

	@Test
	void everyFileThatThePageNeedsIsServed() throws IOException {
		start();
		Set<String> needed = new TreeSet<>(references("(?:src|href)=\"httpwrapper-dashboard/([^\"]+)\"", get(PAGE)));
		assertThat(needed).contains("dashboard.js", "dashboard.css", "uplot.js", "uplot.css");

		for (String script : List.of("dashboard.js", "overview.js", "client.js", "figures.js", "charts.js", "events.js",
				"breaker.js", "actions.js", "feed.js")) {
			needed.addAll(references("from \"\\./([^\"]+)\"", get(PAGE + "/" + script)));
		}

		assertThat(needed).hasSizeGreaterThan(12).allSatisfy((name) -> {
			HttpResponse<String> file = get(PAGE + "/" + name);
			assertThat(file.statusCode()).isEqualTo(200);
			assertThat(header(file, "Content-Type")).startsWith(
					name.endsWith(".js") ? "text/javascript" : name.endsWith(".css") ? "text/css" : "text/plain");
			assertSecured(file);
		});
		assertThat(needed).containsAll(packaged());
	}

	@Test
	void nothingElseIsServed() {
		start();

		for (String path : List.of("/dashboard.html", "/nothing.js", "/DashboardEndpoint.class", "/package-info.class",
				"/..%2Fdashboard.js", "/a/b", "/")) {
			assertThat(get(PAGE + path).statusCode()).as(path).isBetween(400, 404);
		}
	}

	@Test
	void dataIsJsonThatNobodyKeeps() {
		start();

		HttpResponse<String> first = get(PAGE + "/data");
		Map<String, Object> json = JsonParserFactory.getJsonParser().parseMap(first.body());

		assertThat(header(first, "Content-Type")).isEqualTo("application/json");
		assertThat(header(first, "Cache-Control")).isEqualTo("no-store");
		assertSecured(first);
		assertThat(json).containsKeys("run", "last", "facts", "columns", "clients", "samples", "events");
		assertThat(get(PAGE + "/data?after=" + json.get("last")).body()).doesNotContain("facts");
	}

	@Test
	void pageIsOffUnlessAskedFor() {
		start("--management.endpoint.httpwrapper-dashboard.access=none");

		assertThat(get(PAGE).statusCode()).isEqualTo(404);
		assertThat(get("/actuator/httpwrapper").statusCode()).isEqualTo(200);
	}

	@Test
	void otherEndpointsKeepTheirHeaders() {
		start();

		assertThat(get("/actuator/httpwrapper").headers().firstValue("Content-Security-Policy")).isEmpty();
		assertThat(get(PAGE + "x").headers().firstValue("Content-Security-Policy")).isEmpty();
	}

	@Test
	void anotherSpellingOfTheAddressHasTheSamePolicy() {
		start();

		for (String path : List.of(PAGE + ";a=b", "/actuator;a=b/httpwrapper-dashboard",
				"/actuator/%68ttpwrapper-dashboard", PAGE + ";a=b/dashboard.js")) {
			HttpResponse<String> page = get(path);
			assertThat(page.statusCode()).as(path).isEqualTo(200);
			assertSecured(page);
		}
	}

	@Test
	void pageWorksOnAPortOfItsOwn() {
		start("--management.server.port=0", "--management.server.base-path=/ops",
				"--management.endpoints.web.base-path=/");

		assertThat(get(PAGE).statusCode()).isEqualTo(404);
		HttpResponse<String> page = get("management", "/ops/httpwrapper-dashboard");
		assertThat(page.statusCode()).isEqualTo(200);
		assertSecured(page);
		assertSecured(get("management", "/ops/httpwrapper-dashboard/dashboard.js"));
		assertThat(endpoint("management", "/ops/httpwrapper-dashboard")).isEqualTo("/ops/httpwrapper");
	}

	@Test
	void pageWorksBehindAContextPath() {
		start("--server.servlet.context-path=/shop", "--spring.webflux.base-path=/shop");

		HttpResponse<String> page = get("/shop" + PAGE);

		assertThat(page.statusCode()).isEqualTo(200);
		assertSecured(page);
		assertSecured(get("/shop" + PAGE + "/data"));
		assertThat(endpoint("server", "/shop" + PAGE)).isEqualTo("/shop/actuator/httpwrapper");
	}

	@Test
	void pageWorksBehindAServletPath() {
		start("--spring.mvc.servlet.path=/app");
		String servlet = (this.stack == WebApplicationType.SERVLET) ? "/app" : "";

		assertSecured(get(servlet + PAGE));
		assertThat(endpoint("server", servlet + PAGE)).isEqualTo(servlet + "/actuator/httpwrapper");
	}

	@Test
	void pageFollowsBootsPathMapping() {
		start("--management.endpoints.web.path-mapping.httpwrapper-dashboard=ui/clients",
				"--management.endpoints.web.path-mapping.httpwrapper=clients");

		HttpResponse<String> page = get("/actuator/ui/clients");

		assertThat(page.body()).contains("src=\"clients/dashboard.js\"");
		assertSecured(get("/actuator/ui/clients/dashboard.js"));
		assertThat(endpoint("server", "/actuator/ui/clients")).isEqualTo("/actuator/clients");
	}

	@Test
	void pageKnowsWhetherItMayWrite() {
		start("--management.endpoint.httpwrapper.access=unrestricted");

		assertThat(facts("server", PAGE)).containsEntry("readOnlyBecause", "");
	}

	@Test
	void pageKnowsWhyItMayNotWrite() {
		start();

		assertThat(facts("server", PAGE)).containsEntry("readOnlyBecause",
				"management.endpoint.httpwrapper.access is not unrestricted");
	}

	private static Set<String> packaged() throws IOException {
		Set<String> names = new TreeSet<>();
		for (String type : List.of("js", "css", "txt")) {
			for (Resource file : new PathMatchingResourcePatternResolver()
				.getResources("classpath*:io/httpwrapper/autoconfigure/dashboard/*." + type)) {
				names.add(String.valueOf(file.getFilename()));
			}
		}
		return names;
	}

	private static void assertSecured(HttpResponse<String> response) {
		assertThat(header(response, "Content-Security-Policy")).contains("default-src 'none'")
			.contains("script-src 'self'")
			.contains("frame-ancestors 'none'")
			.doesNotContain("unsafe", "http", "*");
		assertThat(header(response, "X-Content-Type-Options")).isEqualTo("nosniff");
		assertThat(header(response, "X-Frame-Options")).isEqualTo("DENY");
		assertThat(header(response, "Referrer-Policy")).isEqualTo("no-referrer");
	}

	private static String header(HttpResponse<String> response, String name) {
		assertThat(response.headers().allValues(name)).hasSize(1);
		return response.headers().firstValue(name).orElseThrow();
	}

	private static List<String> references(String pattern, HttpResponse<String> file) {
		return Pattern.compile(pattern).matcher(file.body()).results().map((match) -> match.group(1)).toList();
	}

	/**
	 * Where the page would find the endpoint {@code httpwrapper}, as a browser resolves
	 * it.
	 */
	private String endpoint(String server, String page) {
		String path = URI.create(page).resolve((String) facts(server, page).get("endpoint")).toString();
		assertThat(get(server, path).statusCode()).isEqualTo(200);
		return path;
	}

	@SuppressWarnings("unchecked")
	private Map<String, Object> facts(String server, String page) {
		return (Map<String, Object>) JsonParserFactory.getJsonParser()
			.parseMap(get(server, page + "/data").body())
			.get("facts");
	}

	private HttpResponse<String> get(String path) {
		return get("server", path);
	}

	private HttpResponse<String> get(String server, String path) {
		String port = this.application.getEnvironment().getProperty("local." + server + ".port");
		try {
			return this.browser.send(HttpRequest.newBuilder(URI.create("http://localhost:" + port + path)).build(),
					HttpResponse.BodyHandlers.ofString());
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	private void start(String... arguments) {
		this.application = new SpringApplicationBuilder(App.class).web(this.stack)
			.properties("server.port=0", "spring.main.banner-mode=off", "management.health.redis.enabled=false",
					"spring.reactor.netty.shutdown-quiet-period=0s",
					"spring.autoconfigure.exclude=" + ((this.stack == WebApplicationType.REACTIVE) ? TOMCAT : ""),
					"management.endpoints.web.exposure.include=httpwrapper,httpwrapper-dashboard",
					"management.endpoint.httpwrapper-dashboard.access=read-only",
					"httpwrapper.clients.orders.base-url=http://orders.internal")
			.run(arguments);
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class App {

	}

}
