package io.httpwrapper.autoconfigure.client;

import java.util.Map;

import io.httpwrapper.autoconfigure.binding.ClientSettingsBinder;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.annotation.MergedAnnotation;
import org.springframework.core.env.Environment;

/**
 * Adds {@code @Qualifier("orders")} to the beans {@code ordersWebClient} and {@code
 * ordersRestClient}, as an annotation on a {@code @Bean} method would. A {@code
 * BeanRegistrar} cannot do it.
 * <p>
 * The qualifier is an annotation. With an {@code AutowireCandidateQualifier} Spring would
 * no longer accept the bean's name as a qualifier; an alias could hide a bean {@code
 * orders} of the application.
 */
public final class ClientQualifiers implements BeanFactoryPostProcessor {

	private final Environment environment;

	public ClientQualifiers(Environment environment) {
		this.environment = environment;
	}

	@Override
	public void postProcessBeanFactory(ConfigurableListableBeanFactory beanFactory) {
		for (String client : new ClientSettingsBinder(this.environment).clients()) {
			qualify(BeanNames.webClient(client), WebClientRegistrar.class, client, beanFactory);
			qualify(BeanNames.restClient(client), RestClientRegistrar.class, client, beanFactory);
		}
	}

	private static void qualify(String name, Class<?> registrar, String client,
			ConfigurableListableBeanFactory beanFactory) {
		BeanDefinition definition = beanFactory.containsBeanDefinition(name) ? beanFactory.getBeanDefinition(name)
				: null;
		// the source tells ours from a bean of the application with the same name
		if (definition instanceof RootBeanDefinition ours && registrar.equals(ours.getSource())) {
			Qualifier qualifier = MergedAnnotation.of(Qualifier.class, Map.of(MergedAnnotation.VALUE, client))
				.synthesize();
			ours.setQualifiedElement(AnnotatedElementUtils.forAnnotations(qualifier));
		}
	}

}
