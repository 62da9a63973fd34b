package io.httpwrapper.connector;

import java.net.URI;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.mock.http.client.reactive.MockClientHttpResponse;

import static org.assertj.core.api.Assertions.assertThat;

class RedirectTests {

	@ParameterizedTest
	@CsvSource({ "http://host/a/b?page=1, ?page=2, http://host/a/b?page=2", "http://host/a/b, ?, http://host/a/b?",
			"http://host/a/b?page=1, '#top', http://host/a/b?page=1",
			"http://host/a/b?page=1, '', http://host/a/b?page=1", "http://host/a/b?page=1, c, http://host/a/c",
			"http://host/a/b, ../c?d, http://host/c?d", "http://host/a/b, /c, http://host/c",
			"http://host:8080/a, //other/c, http://other/c", "http://host/a%20b, ?q=%26, http://host/a%20b?q=%26",
			"http://host, login, http://host/login", "http://host?page=1, login?x=1, http://host/login?x=1",
			"http://host, ?page=2, http://host/?page=2", "http://host:8080, /login, http://host:8080/login",
			"http://host, https://other, https://other", "http://my_host:8080/a, /b, http://my_host:8080/b",
			"http://host, http://my_host/b, http://my_host/b" })
	void relativeLocationIsResolved(String uri, String location, String target) {
		Redirect redirect = redirect(uri, location);

		assertThat(redirect).isNotNull();
		assertThat(redirect.target()).hasToString(target);
	}

	@ParameterizedTest
	@ValueSource(strings = { "mailto:me@host", "http://[host", "ftp://host/a", "http:login", "http:///a" })
	void locationThatLeadsNowhereIsNotFollowed(String location) {
		assertThat(redirect("http://host/a", location)).isNull();
	}

	@ParameterizedTest
	@CsvSource({ "http://host/a, http://HOST:80/b, false", "http://my_host/a, http://my_host:80/b, false",
			"http://host/a, https://host/b, true", "http://host/a, http://host:8080/b, true",
			"http://my_host:8080/a, http://my_host/b, true", "http://my_host/a, http://other_host/b, true" })
	void redirectToAnotherOriginLeadsAbroad(String uri, String location, boolean abroad) {
		Redirect redirect = redirect(uri, location);

		assertThat(redirect).isNotNull();
		assertThat(redirect.crossOrigin()).isEqualTo(abroad);
	}

	private static @Nullable Redirect redirect(String uri, String location) {
		MockClientHttpResponse response = new MockClientHttpResponse(HttpStatus.FOUND);
		response.getHeaders().set(HttpHeaders.LOCATION, location);
		return Redirect.first(HttpMethod.GET, URI.create(uri), response);
	}

}
