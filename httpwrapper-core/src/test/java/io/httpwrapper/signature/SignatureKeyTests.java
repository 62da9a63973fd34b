package io.httpwrapper.signature;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.Base64;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class SignatureKeyTests {

	private static final String SHARED_SECRET = "base64:uzvJfB4u3N0Jy4T7NZ75MDVcr8zSTInedJtkgcu46YW4XByzNJjxBdtjUkdJPBtbmHhIDi6pcl8jsasjlTMtDQ==";

	@Test
	void signatureIsThatOfTheRfc() {
		// RFC 9421, B.2.5
		SignatureKey key = new SignatureKey(SHARED_SECRET);

		assertThat(key
			.sign("""
					"date": Tue, 20 Apr 2021 02:07:55 GMT
					"@authority": example.com
					"content-type": application/json
					"@signature-params": ("date" "@authority" "content-type");created=1618884473;keyid="test-shared-secret\""""))
			.isEqualTo("pxcQw6G3AjtMBQjwo8XzkZf/bws5LelbaMk5rGIGtE8=");
	}

	@ParameterizedTest
	@CsvSource({ "EC,256,SHA256withECDSAinP1363Format,64", "EC,384,SHA384withECDSAinP1363Format,96",
			"RSA,2048,RSASSA-PSS,256" })
	void keyDecidesTheAlgorithm(String kind, int size, String algorithm, int length) throws GeneralSecurityException {
		KeyPairGenerator generator = KeyPairGenerator.getInstance(kind);
		generator.initialize(size);
		KeyPair pair = generator.generateKeyPair();
		String pem = "-----BEGIN PRIVATE KEY-----\n"
				+ Base64.getMimeEncoder().encodeToString(pair.getPrivate().getEncoded())
				+ "\n-----END PRIVATE KEY-----\n";

		byte[] signature = Base64.getDecoder().decode(PrivateSignatureKey.read(pem).sign("text"));

		Signature verifier = Signature.getInstance(algorithm);
		if (kind.equals("RSA")) {
			verifier.setParameter(new PSSParameterSpec("SHA-512", "MGF1", MGF1ParameterSpec.SHA512, 64, 1));
		}
		verifier.initVerify(pair.getPublic());
		verifier.update("text".getBytes(StandardCharsets.UTF_8));
		assertThat(signature).hasSize(length);
		assertThat(verifier.verify(signature)).isTrue();
	}

}
