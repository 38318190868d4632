import { Card, CardHead } from "@/components/ui/card";
import type { PricingModel } from "./model";

/** Answers that follow from the plans on the page, then the vendor's own. */
export function PricingQuestions({ model }: { model: PricingModel }) {
  const questions = [...builtInQuestions(model), ...(model.questions ?? [])];
  return (
    <Card flush aria-label="What happens when">
      <CardHead flush title="What happens when" />
      <dl className="grid gap-6 px-4 pb-4 sm:grid-cols-2 sm:px-6 sm:pb-6 lg:grid-cols-3">
        {questions.map(({ question, answer }) => (
          <div key={question}>
            <dt className="font-medium">{question}</dt>
            <dd className="mt-1 text-muted-foreground">{answer}</dd>
          </div>
        ))}
      </dl>
    </Card>
  );
}

function builtInQuestions(model: PricingModel): { question: string; answer: string }[] {
  const limits = model.plans.flatMap((plan) => plan.limits);
  const bills = limits.some((limit) => limit.policy === "METERED");
  const trial = model.plans.some((plan) => plan.trialDays > 0);
  return [
    {
      question: "I reach the limit",
      answer: bills
        ? "Behind a solid wall the call is refused, with the time it resets. Behind an open wall it passes and stands on the next charge at the price named."
        : "The call is refused, with the reason and the time it resets. Nothing is charged beyond the price of the plan.",
    },
    {
      question: "I move up from the free plan",
      answer:
        "The sum due is shown before you pay it. Then the new allowance counts at once, and refused calls pass again.",
    },
    {
      question: "I cancel",
      answer:
        "Everything works until the end of the period that is paid. Then the free plan takes over, and nothing is deleted.",
    },
    ...(trial
      ? [
          {
            question: "My trial ends",
            answer:
              "With a card the plan goes on at its price on the day named. Without one it ends and Free takes over.",
          },
        ]
      : []),
    {
      question: "I owe tax",
      answer: "Prices are before tax. What applies to your address is added, and shown, at checkout.",
    },
  ];
}
