package io.httpwrapper.autoconfigure.binding;

import java.util.List;
import java.util.Map;

import io.httpwrapper.settings.Secret;
import org.junit.jupiter.api.Test;

import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.boot.convert.ApplicationConversionService;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

class BindingErrorTests {

	private static final String PASSWORD = "httpwrapper.clients.orders.auth.basic.password";

	@Test
	void secretThatCannotBeReadIsNotShownEvenIfTheReasonQuotesIt() {
		ConfigurationPropertySource source = new MapConfigurationPropertySource(Map.of(PASSWORD, "hush"));
		ApplicationConversionService conversion = new ApplicationConversionService();
		conversion.addConverter(String.class, Secret.class, (text) -> {
			throw new IllegalArgumentException(text + " is too short");
		});
		Binder binder = new Binder(List.of(source), null, conversion);
		BindException unreadable = catchThrowableOfType(BindException.class,
				() -> binder.bind(PASSWORD, Bindable.of(Secret.class)));

		InvalidClientConfigurationException explained = new BindingError("orders", new TestEnvironment().binder())
			.explain(unreadable);

		assertThat(explained.getMessage()).startsWith(PASSWORD + " = '******'")
			.endsWith("is not possible: ****** is too short")
			.doesNotContain("hush");
	}

}
