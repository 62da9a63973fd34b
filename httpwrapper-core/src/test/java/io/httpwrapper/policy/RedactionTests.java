package io.httpwrapper.policy;

import java.util.Random;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class RedactionTests {

	private final Redaction redaction = new Redaction(Set.of("iban", "x-*-id"));

	@ParameterizedTest
	@ValueSource(strings = { "Authorization", "Proxy-Authorization", "Cookie", "Set-Cookie", "X-Api-Key",
			"X-CSRF-Token", "accessToken", "client_secret", "password", "newPassword", "IBAN", "X-Trace-Id" })
	void namesOfSecretsAreHidden(String name) {
		assertThat(this.redaction.hides(name)).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "Content-Type", "name", "id", "keyboard", "author" })
	void otherNamesAreShown(String name) {
		assertThat(this.redaction.hides(name)).isFalse();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
			a=1&token=hush&b=2       | a=1&token=******&b=2
			acc%65ssToken=hush       | acc%65ssToken=******
			hush                     | ******
			a=1&hush                 | a=1&******
			%zz=hush                 | ******
			token=hu=sh              | token=******
			""")
	void valuesInFormsAreMasked(String form, String shown) {
		assertThat(this.redaction.form(form)).isEqualTo(shown);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
			unsupported URI http://shop/x?token=hush    | unsupported URI http://shop/x?******
			'http://ada:hush@shop/x?a=1&b=2' is no URI  | 'http://******@shop/x?****** is no URI
			no host in http://hush@my_shop:80/x         | no host in http://******@my_shop:80/x
			no host in http://ada:hu@sh@shop            | no host in http://******@shop
			Invalid host: null (authority: ada:hush@x)  | Invalid host: null (authority: ******@x)
			Connection reset by peer: shop/10.0.0.1:443 | Connection reset by peer: shop/10.0.0.1:443
			closed, Exchange@1f2e                       | closed, Exchange@1f2e
			""")
	void addressesInMessagesLoseUserInfoAndQuery(String message, String shown) {
		assertThat(Redaction.message(message)).isEqualTo(shown);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
			{"name":"Ada","password":"hush"}          | {"name":"Ada","password":"******"}
			{"password" : "hu\\"sh", "b":1}            | {"password" : "******", "b":1}
			{"pass\\u0077ord":"hush"}                 | {"pass\\u0077ord":"******"}
			{"a":{"token":12345},"b":[{"secret":true}]} | {"a":{"token":"******"},"b":[{"secret":"******"}]}
			{"secret":{"a":["hush",{"b":"}"}]},"c":2} | {"secret":"******","c":2}
			{"tokens":["hush","hush"],"c":2}          | {"tokens":"******","c":2}
			{"password":"hus                          | {"password":"******"
			{"secret":{"a":"hus                       | {"secret":"******"
			{"note":"password: x","c":2}              | {"note":"password: x","c":2}
			["password","a"]                          | ["password","a"]
			not json                                  | not json
			""")
	void valuesInJsonAreMasked(String json, String shown) {
		assertThat(this.redaction.json(json)).isEqualTo(shown);
	}

	@Test
	void noSecretGetsThroughWhereverTheJsonBreaksOff() {
		Random random = new Random(42);
		for (int i = 0; i < 2_000; i++) {
			String json = object(random, 0);
			String shown = this.redaction.json(json.substring(0, random.nextInt(json.length() + 1)));
			assertThat(shown).as(json).doesNotContain("hush");
		}
	}

	private static String object(Random random, int depth) {
		StringBuilder json = new StringBuilder("{");
		int fields = 1 + random.nextInt(4);
		for (int i = 0; i < fields; i++) {
			boolean secret = random.nextBoolean();
			json.append((i > 0) ? "," : "")
				.append(secret ? "\"my-Token\"" : "\"field\"")
				.append(random.nextBoolean() ? ":" : " : ")
				.append(value(random, depth, secret ? "hush" : "shown"));
		}
		return json.append('}').toString();
	}

	private static String value(Random random, int depth, String text) {
		return switch (random.nextInt((depth < 3) ? 4 : 2)) {
			case 0 -> "\"" + text + "\\\" }],\\\\\"";
			case 1 -> "\"" + text + "\"";
			case 2 -> "[\"" + text + "\", {\"x\": \"" + text + "\"}]";
			default -> text.equals("hush") ? "{\"x\":\"hush\"}" : object(random, depth + 1);
		};
	}

}
