package io.httpwrapper.client;

import io.httpwrapper.cache.CacheCredentials;
import io.httpwrapper.client.TestClient.Call;
import io.httpwrapper.plugin.TokenSource;
import io.httpwrapper.settings.AuthSettings;
import io.httpwrapper.settings.Secret;
import io.httpwrapper.settings.SignatureAuthSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Mono;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whose the answers are that the client gets with credentials of its own, which the cache
 * does not see: everybody's, but for those who bring others.
 */
class CacheCredentialsTests {

	private static final String MINUTE = "Cache-Control: max-age=60";

	private final TestClient test = new TestClient();

	@ParameterizedTest
	@EnumSource
	void answersToTheClientsOwnCredentialsAreForAllItsCallers(Form form) {
		form.given(this.test).cache();
		this.test.upstream.repliesText(200, "ours", MINUTE);

		assertThat(this.test.get().body()).isEqualTo("ours");
		assertThat(this.test.get().header("Cache-Status")).contains("hit");
	}

	@ParameterizedTest
	@EnumSource
	void whoBringsOtherCredentialsDoesNotGetThoseAnswers(Form form) {
		form.given(this.test).cache();
		this.test.upstream.repliesText(200, "ours", MINUTE).repliesText(200, "Ada's", MINUTE);

		assertThat(this.test.get().body()).isEqualTo("ours");
		assertThat(as("Ada").body()).isEqualTo("Ada's");
		assertThat(this.test.get().body()).isEqualTo("ours");
	}

	@Test
	void whatIsPublicIsForAllWhoBringOtherCredentialsAndGoesWithItsUri() {
		Form.BEARER.given(this.test).cache();
		this.test.upstream.repliesText(200, "theirs", MINUTE + ", public").replies(204);

		as("Ada");
		assertThat(as("Eve").header("Cache-Status")).contains("hit");
		this.test.send(this.test.webClient().delete().uri("/users/1"));
		assertThat(as("Eve").status()).isEqualTo(204);
	}

	@Test
	void oneUserIsTheClientWhateverACallBrings() {
		Form.BEARER.given(this.test)
			.cache((settings) -> CacheSettingsFixture.credentials(settings, CacheCredentials.ONE_USER));
		this.test.upstream.repliesText(200, "ours", MINUTE);

		this.test.get();
		assertThat(as("Ada").header("Cache-Status")).contains("hit");
	}

	@Test
	void answersToTokensOfCallersAreNotStored() {
		this.test.tokens(new TokenSource() {

			@Override
			public Mono<String> token(String refused) {
				return Mono.just("Ada's");
			}

			@Override
			public boolean isOfCallers() {
				return true;
			}

		}).cache();
		this.test.upstream.repliesText(200, "hers", MINUTE);

		this.test.get();
		assertThat(this.test.get().header("Cache-Status")).contains("fwd=uri-miss").doesNotContain("stored");
	}

	private Call as(String user) {
		return this.test
			.send(this.test.webClient().get().uri("/users/1").headers((headers) -> headers.setBearerAuth(user)));
	}

	/** How the client may come by its credentials. */
	private enum Form {

		BASIC {

			@Override
			TestClient given(TestClient client) {
				return client.with(AuthSettings.DEFAULTS
					.with((all) -> all.basic((it) -> it.username("shop").password(Secret.valueOf("s3cret")))));
			}

		},

		BEARER {

			@Override
			TestClient given(TestClient client) {
				return client
					.with(AuthSettings.DEFAULTS.with((all) -> all.bearer((it) -> it.token(Secret.valueOf("t0k3n")))));
			}

		},

		SIGNATURE {

			@Override
			TestClient given(TestClient client) {
				SignatureAuthSettings signature = SignatureAuthSettings.DEFAULTS
					.with((it) -> it.keyId("shop").secret(Secret.valueOf("s3cret")));
				return client.with(AuthSettings.DEFAULTS.with((it) -> it.signature(signature)));
			}

		},

		TOKEN_SOURCE {

			@Override
			TestClient given(TestClient client) {
				return client.tokens((refused) -> Mono.just("t0k3n"));
			}

		};

		abstract TestClient given(TestClient client);

	}

}
