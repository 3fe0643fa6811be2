// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package othernpu;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import racy.driver.variant.Variants;
import racy.review.Answer;
import racy.review.AnswerFormat;
import racy.review.Answers;
import racy.review.Costs;
import racy.review.EvidenceEngine;
import racy.review.EvidenceRequest;
import racy.review.Observation;
import racy.review.Question;
import racy.review.Questions;
import racy.review.Watch;
import racy.review.script.ScriptEngine;

/**
 * Prints the variants. Then prints the answer to the question of {@link WithoutMutex}, on the variant of that class.
 */
public final class Ask {
    private Ask() {}

    public static void main(String[] args) throws Exception {
        Variants.all().forEach(variant -> System.out.println("variant " + variant.id()));
        Question question = Questions.find(WithoutMutex.QUESTION).orElseThrow();
        Set<String> variants = Set.of(WithoutMutex.VARIANT);
        EvidenceEngine engine = new ScriptEngine();
        EvidenceRequest request = new EvidenceRequest(Set.of(question.id()), variants, Duration.ofMinutes(1));
        List<Observation> seen = engine.observe(request, Watch.silent());
        Answer answer = Answers.answer(question, seen, variants);
        AnswerFormat.TEXT.lines(answer, seen, List.of(engine), Costs.UNKNOWN).forEach(System.out::println);
    }
}
