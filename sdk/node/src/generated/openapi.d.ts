// Written by sdk/node/generate-wire.mjs from openapi.json.

export interface paths {
  "/v1/activation/redeem": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Turn an activation code into an installation, once
     * @description Gives an access token for some minutes and a refresh token that works once. Both are bound to the domain that redeems: the one of the page, else the one that is named.
     */
    post: operations["redeemActivationCode"];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/v1/activation/refresh": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Exchange a refresh token for the next pair of tokens
     * @description The token is spent. Within a minute the token before the present one gives the same successor again, for an answer that got lost; any other use of a spent token ends the installation.
     */
    post: operations["refreshActivation"];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/v1/audit": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Who did what, newest first
     * @description An administrator reads his own organization's entries. A deployment key and staff read everybody's, or those of the organization they name.
     */
    get: operations["listAudit"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/v1/check": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Look whether units would fit, without counting
     * @description A peek promises nothing: what it sees may be gone a moment later. To consume, use POST /v1/usage. On a gauge the units are the value that would be reported.
     */
    post: operations["peekQuota"];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/v1/checkout-sessions": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Begin the purchase of a plan; the buyer pays on the page that is answered
     * @description The Idempotency-Key header is required: under the same key there is one session. The plan takes effect when the session is paid, and the vendor need not wait for the browser to come back. An organization has one open checkout; a new one closes the one before. successUrl may contain {CHECKOUT_SESSION_ID}. Pages other than this deployment's may be named by deployment keys alone.
     */
    post: operations["createCheckoutSession"];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/v1/entitlements/{organization}": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** What an organization may do, and how much of it is used */
    get: operations["getEntitlements"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/v1/entitlements/{organization}/override": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** The exceptions from its plan that an organization has now */
    get: operations["listOverrides"];
    /**
     * Except an organization from one feature or limit of its plan
     * @description Takes the place of the exception for the same feature, or the same meter and window. It holds when this answers. Of a limit say one of amount, unlimited and removed, or a policy alone; what is left out comes from the plan.
     */
    put: operations["setOverride"];
    post?: never;
    /** End an exception, so that the plan speaks again */
    delete: operations["removeOverride"];
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/v1/entitlements/{organization}/override/preview": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * What an exception, or its end, would change
     * @description By the rule that will apply it, now and when it expires. Changes nothing. What would stay is left out.
     */
    post: operations["previewOverride"];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/v1/holds": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Holds, newest first */
    get: operations["listHolds"];
    put?: never;
    /**
     * Hold units for work whose size is not known yet
     * @description The units stand against the limit until the hold is settled, released or expired. The idempotency key is required, in the body or in the Idempotency-Key header.
     */
    post: operations["holdQuota"];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/v1/holds/{id}": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** One hold and what became of it */
    get: operations["getHold"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/v1/holds/{id}/release": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Give a hold back unused
     * @description The body may be left out. The answer comes when the units can be used again. Repeating gives it again.
     */
    post: operations["releaseHold"];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/v1/holds/{id}/settle": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * End a hold with what was really used
     * @description Records the event and gives the rest back. More than was held is admitted as any usage; what does not fit is refused and leaves the hold open. What was held is always admitted. 0 units release the hold. Facts that are left out are the hold's. Repeating gives the first answer: without an idempotencyKey of its own the hold's id is the key.
     */
    post: operations["settleHold"];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/v1/invoices": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** An organization's invoices, newest first, from our copies of the payment provider's */
    get: operations["listInvoices"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/v1/invoices/{id}": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** One invoice with its lines */
    get: operations["getInvoice"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/v1/invoices/{id}/pay": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Collect an open invoice now, with the means of payment on file
     * @description What the subscription gains by it holds when this answers. One that is paid already is left as it is, so repeating it charges once; under the same Idempotency-Key the first answer is given again.
     */
    post: operations["payInvoice"];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/v1/invoices/{id}/pdf": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Leads to the invoice as a PDF
     * @description The PDF is the payment provider's. A draft has none yet: 404.
     */
    get: operations["getInvoicePdf"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/v1/me/entitlements": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** The entitlements of the caller's organization */
    get: operations["myEntitlements"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/v1/me/subscription": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** The subscription of the caller's organization */
    get: operations["mySubscription"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/v1/me/usage": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Usage of the caller's organization */
    get: operations["myUsage"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/v1/meters": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** What is counted */
    get: operations["listMeters"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/v1/organizations": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Organizations of the deployment, newest first */
    get: operations["listOrganizations"];
    put?: never;
    /** Make the organization of a customer, with its free subscription */
    post: operations["createOrganization"];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/v1/organizations/{id}": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** One organization, by our id or your externalKey */
    get: operations["getOrganization"];
    put?: never;
    post?: never;
    /**
     * End an organization
     * @description It is archived: nothing is admitted any more, its keys and open invitations are dead, its pages are gone. What it has used, paid and done is kept. Refused while it is on any plan but the free one; cancel that first. Repeating it changes nothing.
     */
    delete: operations["archiveOrganization"];
    options?: never;
    head?: never;
    /**
     * Change what is known about an organization
     * @description What is left out stays; null takes a value away. metadata is replaced whole. externalKey and metadata are the vendor's: only a deployment key changes them. Name and billing e-mail reach the customer at Stripe. Repeating it changes nothing more.
     */
    patch: operations["updateOrganization"];
    trace?: never;
  };
  "/v1/organizations/{id}/activation-codes": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Activation codes of an organization, newest first, also those that are over; never their texts */
    get: operations["listActivationCodes"];
    put?: never;
    /**
     * Make a code that activates one plugin or site, once and within ten minutes
     * @description With an Idempotency-Key the repetition is a 409 that names the code: its text cannot be shown twice.
     */
    post: operations["createActivationCode"];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/v1/organizations/{id}/activation-codes/{code}": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    post?: never;
    /**
     * End an open code at once
     * @description Repeating it answers the first revocation.
     */
    delete: operations["revokeActivationCode"];
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/v1/organizations/{id}/api-keys": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Keys of an organization, newest first, revoked ones too; never their texts */
    get: operations["listApiKeys"];
    put?: never;
    /**
     * Make a key; its text is in this answer and nowhere afterwards
     * @description With an Idempotency-Key the repetition is a 409 that names the key: its text cannot be shown twice.
     */
    post: operations["createApiKey"];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/v1/organizations/{id}/api-keys/{key}": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** One key, by its id */
    get: operations["getApiKey"];
    put?: never;
    post?: never;
    /**
     * Revoke a key: calls with it are refused within a second
     * @description Repeating it answers the first revocation.
     */
    delete: operations["revokeApiKey"];
    options?: never;
    head?: never;
    /** Change a key's name or scopes; felt within a second */
    patch: operations["changeApiKey"];
    trace?: never;
  };
  "/v1/organizations/{id}/api-keys/{key}/rotate": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Make a key's successor; the old one ends after the overlap */
    post: operations["rotateApiKey"];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/v1/organizations/{id}/installations": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Plugins and sites that were activated, newest first, also those that have ended */
    get: operations["listInstallations"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/v1/organizations/{id}/installations/{installation}": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    post?: never;
    /**
     * End an installation: its tokens are refused within a second
     * @description Repeating it answers the first end.
     */
    delete: operations["revokeInstallation"];
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/v1/organizations/{id}/invitations": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Invitations of an organization, newest first */
    get: operations["listInvitations"];
    put?: never;
    /**
     * Invite people by e-mail
     * @description Each address gets a mail with a link that works once, for seven days, and for that address alone. All of them are invited or none is: a wrong address, too few seats or too many mails in an hour refuse the request. Members and open invitations are no error: each address has its outcome.
     */
    post: operations["invitePeople"];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/v1/organizations/{id}/invitations/{invitation}": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    post?: never;
    /** Withdraw an invitation */
    delete: operations["revokeInvitation"];
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/v1/organizations/{id}/invitations/{invitation}/resend": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Send an invitation again, with a new link
     * @description The link before it opens nothing any more. A minute must lie between two mails.
     */
    post: operations["resendInvitation"];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/v1/organizations/{id}/members": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Who belongs to an organization, longest first */
    get: operations["listMembers"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/v1/organizations/{id}/members/{member}": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    post?: never;
    /**
     * End a membership
     * @description Felt at once, in every session. Keys that the member has made go on working unless revokeKeys=true; they are listed either way.
     */
    delete: operations["removeMember"];
    options?: never;
    head?: never;
    /**
     * Give a member another role
     * @description The member is named by its id or the user's. Everybody but a viewer takes a seat. An admin changes no owner and makes none; the last owner stays one. The same role again changes nothing.
     */
    patch: operations["changeMemberRole"];
    trace?: never;
  };
  "/v1/organizations/{id}/transfer-ownership": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Hand an owner's ownership to another member
     * @description The owner becomes an admin, the member an owner, in one step; both are told by mail. Of several at once the first wins. A signed-in owner hands over his own; a deployment key names whose in `from` where there are several.
     */
    post: operations["transferOwnership"];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/v1/payments": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** What an organization has paid, newest first, with all that went back of it */
    get: operations["listPayments"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/v1/payments/{id}": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** One payment with all that went back of it */
    get: operations["getPayment"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/v1/payments/{id}/refunds": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** The refunds of a payment, the oldest first */
    get: operations["listRefunds"];
    put?: never;
    /**
     * Give a payment back, or a part of it, to whoever paid it
     * @description The Idempotency-Key header is required: under the same key there is one refund. Without an amount all that is left goes back. However many ask at once, no more than the payment goes back; what is under way counts.
     */
    post: operations["createRefund"];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/v1/plans": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** What is on sale, in the order of the pricing page */
    get: operations["listPlans"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/v1/plans/{id}": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** One plan that is on sale, by its code or our id */
    get: operations["getPlan"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/v1/portal-sessions": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * A link into the payment provider's portal, at its first page or at one thing
     * @description Opening it changes nothing. The link has to be opened within minutes. A deep link leads back to returnUrl once the one thing is done. Pages other than this deployment's may be named by deployment keys alone. Under the same Idempotency-Key the first link is given again.
     */
    post: operations["createPortalSession"];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/v1/quota/explain": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** How a decision about a meter comes about just now */
    get: operations["explainQuota"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/v1/spend-limits": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** What usage beyond each allowance may cost, and where it stands */
    get: operations["listSpendLimits"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/v1/spend-limits/{meter}": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    /**
     * Bound what usage of a meter beyond its allowance may cost
     * @description In force when it answers. At the ceiling that it makes, calls are refused with SPEND_LIMIT_EXCEEDED; below what is spent already it stops them at once. The same body again changes nothing.
     */
    put: operations["setSpendLimit"];
    post?: never;
    /** Take the bound away */
    delete: operations["removeSpendLimit"];
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/v1/subscriptions": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Every subscription an organization has or had, newest first */
    get: operations["listSubscriptions"];
    put?: never;
    /**
     * Give an organization a plan that nobody is charged for, in the place of what it has
     * @description A live Stripe subscription is in the way unless endStripeSubscription says that it is to be ended first, now and without a refund. Under the same Idempotency-Key the first answer is given again.
     */
    post: operations["assignPlan"];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/v1/subscriptions/{id}": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** One subscription and what can be done to it */
    get: operations["getSubscription"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/v1/subscriptions/{id}/cancel": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * End it with its period, or now; the organization falls back to the free plan
     * @description Now means at once and without a refund. Under the same Idempotency-Key the first answer is given again.
     */
    post: operations["cancelSubscription"];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/v1/subscriptions/{id}/change-plan": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Change the plan now, for exactly the sum that was previewed, or at the period's end
     * @description The Idempotency-Key header is required. Now needs amountDue and proratedAt of the preview; when the sum has changed since, nothing is charged and the answer is 409. A card that is refused, or whose bank asks for its holder, leaves the plan as it is: the outcome is payment_needed, with the page on which it is paid.
     */
    post: operations["changePlan"];
    /**
     * Take back a change that waits for the period's end
     * @description Having none changes nothing.
     */
    delete: operations["revokePlanChange"];
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/v1/subscriptions/{id}/change-plan/preview": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** What a change of plan would come to, asked of the payment provider now */
    post: operations["previewPlanChange"];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/v1/subscriptions/{id}/extend-trial": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Let a running trial end later
     * @description Under the same Idempotency-Key the first answer is given again.
     */
    post: operations["extendTrial"];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/v1/subscriptions/{id}/pause": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Let it rest: usage is refused and nothing is charged until it is resumed
     * @description Under the same Idempotency-Key the first answer is given again.
     */
    post: operations["pauseSubscription"];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/v1/subscriptions/{id}/reactivate": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Take a cancellation back, or pay what is overdue
     * @description Under the same Idempotency-Key the first answer is given again.
     */
    post: operations["reactivateSubscription"];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/v1/subscriptions/{id}/resume": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Take a paused subscription up again
     * @description What was paid before the pause goes on. Where a period has passed unpaid, a new one begins now and is charged. Under the same Idempotency-Key the first answer is given again.
     */
    post: operations["resumeSubscription"];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/v1/usage": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Totals by day, key, subject, provider or user */
    get: operations["usageStatistics"];
    put?: never;
    /**
     * Record usage, or be refused at the quota
     * @description Admission and record are one: 201 means that the event is counted for ever. The idempotency key is required, in the body or in the Idempotency-Key header. A CloudEvent is taken too, structured or in ce- headers: type is the meter, id the key, time when it occurred, data its units and facts; subject is the organization for a deployment key, else the event's subject. Extension attributes are left behind.
     */
    post: operations["recordUsage"];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/v1/usage/batch": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Record up to 1,000 events
     * @description Greedy in input order: each event is admitted or refused by itself, and one meter's limit never refuses another's. Every event carries its own idempotencyKey. A batch of CloudEvents is a list of them; see POST /v1/usage.
     */
    post: operations["recordUsageBatch"];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/v1/usage/events": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** The log of usage events, newest first */
    get: operations["listUsageEvents"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/v1/usage/summary": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Totals of each meter in its present windows */
    get: operations["usageSummary"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
}
export type webhooks = Record<string, never>;
export interface components {
  schemas: {
    Problem: {
      code: string;
      detail: string;
      errors?: {
        code: string;
        fix?: string;
        message: string;
        pointer: string;
      }[];
      requestId: string;
      status: number;
      title: string;
      type: string;
    };
  };
  responses: never;
  parameters: never;
  requestBodies: never;
  headers: never;
  pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
  redeemActivationCode: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        "application/json": {
          code: string;
          /**
           * @description Where this is installed; a browser says it by itself, and then it must be the same
           * @example shop.example
           */
          domain?: string;
        };
      };
    };
    responses: {
      /** @description Activated */
      201: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            data: {
              /** @description For Authorization: Bearer, on usage routes */
              accessToken: string;
              domain: string;
              /** @description When it must be activated again, however often it is refreshed */
              endsAt: string;
              /** @description Seconds until the access token expires */
              expiresIn: number;
              installation: string;
              organization: string;
              /** @description Works once, for the next pair */
              refreshToken: string;
              scopes: string[];
              /** @constant */
              tokenType: "Bearer";
            };
          };
        };
      };
      /** @description The code is not accepted: unknown, used, expired or revoked */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Another domain than the code's */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description A field is not valid, or no domain is known */
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Too many requests */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  refreshActivation: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        "application/json": {
          /**
           * @description Where this is installed; a browser says it by itself, and then it must be the same
           * @example shop.example
           */
          domain?: string;
          refreshToken: string;
        };
      };
    };
    responses: {
      /** @description The next pair */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            data: {
              /** @description For Authorization: Bearer, on usage routes */
              accessToken: string;
              domain: string;
              /** @description When it must be activated again, however often it is refreshed */
              endsAt: string;
              /** @description Seconds until the access token expires */
              expiresIn: number;
              installation: string;
              organization: string;
              /** @description Works once, for the next pair */
              refreshToken: string;
              scopes: string[];
              /** @constant */
              tokenType: "Bearer";
            };
          };
        };
      };
      /** @description The token is not accepted, or its installation has ended: activate again */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Another domain than the installation's */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description A field is not valid, or no domain is known */
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Too many requests */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  listAudit: {
    parameters: {
      query?: {
        action?: string;
        /** @description An e-mail, an id, a kind such as staff, or as it is written */
        actor?: string;
        cursor?: string;
        entityId?: string;
        entityType?: string;
        from?: string;
        limit?: string;
        /** @description Our id or, with a deployment key, your externalKey */
        organization?: string;
        requestId?: string;
        to?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Entries */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            data: {
              action: string;
              actor: string;
              actorLabel: string;
              after: unknown;
              before: unknown;
              entity: {
                id: string;
                type: string;
              };
              hash: string;
              id: string;
              ip: string | null;
              onBehalfOf: string | null;
              organization: string | null;
              position: string;
              reason: string | null;
              recordedAt: string;
              requestId: string | null;
            }[];
            meta: {
              hasMore: boolean;
              nextCursor?: string;
            };
          };
        };
      };
      /** @description The request cannot be read */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description No credential, or one that is not accepted */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Absent, or another tenant's */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Too many requests */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description A dependency is away; nothing was half done */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  peekQuota: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        "application/json": {
          /**
           * @description Slug of a meter
           * @example api_calls
           */
          meter: string;
          /**
           * @description Our id or, with a deployment key, your externalKey
           * @example og_019a…
           */
          organization?: string;
          /**
           * @description Whole units; on a gauge (aggregation latest or max) its new value, from 0
           * @default 1
           * @example 1
           */
          units?: number;
        };
      };
    };
    responses: {
      /** @description Where the meter stands */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            data: {
              allowed: boolean;
              current: number | null;
              limit: number | null;
              meter: string;
              reason: string | null;
              remaining: number | null;
              resetsAt: string | null;
              spendLimit: {
                ceiling: number;
                limit: {
                  amount: string;
                  currency: string;
                };
                spent: {
                  amount: string;
                  currency: string;
                };
              } | null;
              window: string | null;
            };
          };
        };
      };
      /** @description The request cannot be read */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description No credential, or one that is not accepted */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Absent, or another tenant's */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Too many requests */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description A dependency is away; nothing was half done */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  createCheckoutSession: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        "application/json": {
          /**
           * Format: uri
           * @example https://app.example.com/billing
           */
          cancelUrl?: string;
          /**
           * @default month
           * @enum {string}
           */
          interval?: "month" | "year";
          /**
           * @description Our id or, with a deployment key, your externalKey
           * @example og_019a…
           */
          organization?: string;
          /**
           * @description Code of the plan
           * @example PRO
           */
          plan: string;
          /** @description Makes it cheaper; left out, the payment page asks for one */
          promotionCode?: string;
          /** @description How many, of a plan that is sold by the quantity */
          quantity?: number;
          /**
           * Format: uri
           * @example https://app.example.com/billing
           */
          successUrl?: string;
        };
      };
    };
    responses: {
      /** @description The session, or the plan that costs nothing */
      201: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            data: {
              expiresAt: string | null;
              /**
               * @description redirect: the buyer pays at url. applied: the plan costs nothing and stands already
               * @enum {string}
               */
              outcome: "redirect" | "applied";
              /** @description Our payment; it settles when the session is paid */
              payment: string | null;
              /** @description Stripe's id of the session */
              session: string | null;
              subscription: {
                /** @description What can be done to it as it stands */
                allowed: string[];
                cancelAt: string | null;
                cancelAtPeriodEnd: boolean;
                createdAt: string;
                currentPeriodEnd: string;
                currentPeriodStart: string;
                endedAt: string | null;
                id: string;
                /** @enum {string} */
                interval: "month" | "year";
                organization: string;
                pastDueSince: string | null;
                plan: string;
                planVersion: number;
                quantity: number;
                scheduledChange: {
                  at: string;
                  /** @enum {string} */
                  interval: "month" | "year";
                  plan: string;
                  quantity: number;
                } | null;
                /** @enum {string} */
                source: "internal" | "stripe";
                /** @enum {string} */
                status: "incomplete" | "trialing" | "active" | "past_due" | "paused" | "unpaid" | "canceled";
                trialEnd: string | null;
              } | null;
              trialDays: number;
              url: string | null;
            };
          };
        };
      };
      /** @description The request cannot be read */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description No credential, or one that is not accepted */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description The plan is sold by contract, or the organization is suspended */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Absent, or another tenant's */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description The organization pays already, or the plan is not on sale so; choices name what can be done */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Not valid, or the key was used with another body */
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Too many requests */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Stripe refused to open a session */
      502: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description A dependency is away; nothing was half done */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  getEntitlements: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description Our id or, with a deployment key, your externalKey */
        organization: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Entitlements */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            data: {
              blocked: string | null;
              effectiveAt: string | null;
              features: {
                [key: string]: {
                  enabled: boolean;
                  /** @enum {string} */
                  source: "plan" | "override";
                };
              };
              hasOverrides: boolean;
              limits: {
                limit: number | null;
                meter: string;
                overage: {
                  amount: string;
                  currency: string;
                  per: string;
                } | null;
                /** @enum {string} */
                policy: "HARD_STOP" | "METERED";
                remaining: number | null;
                resetsAt: string | null;
                /** @enum {string} */
                source: "plan" | "override";
                spendLimit: {
                  ceiling: number;
                  limit: {
                    amount: string;
                    currency: string;
                  };
                  spent: {
                    amount: string;
                    currency: string;
                  };
                } | null;
                used: number;
                /** @enum {string} */
                window: "DAY" | "MONTH" | "BILLING_PERIOD" | "LIFETIME";
              }[];
              organization: string;
              plan: {
                code: string;
                family: string;
                name: string;
                version: number;
              };
              scheduledChange: {
                effectiveAt: string | null;
                /** @enum {string} */
                kind: "cancel" | "plan";
                plan: string | null;
              } | null;
              status: string;
            };
          };
        };
      };
      /** @description The request cannot be read */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description No credential, or one that is not accepted */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Absent, or another tenant's */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description No subscription: there is no implicit plan */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Too many requests */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description A dependency is away; nothing was half done */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  listOverrides: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description Our id or, with a deployment key, your externalKey */
        organization: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Exceptions in force */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            data: {
              amount: number | null;
              author: string;
              createdAt: string;
              enabled: boolean | null;
              expiresAt: string | null;
              feature: string | null;
              id: string;
              meter: string | null;
              overage: {
                amount: string;
                per: string;
              } | null;
              policy: ("HARD_STOP" | "METERED") | null;
              reason: string;
              removed: boolean;
              unlimited: boolean;
              window: ("DAY" | "MONTH" | "BILLING_PERIOD" | "LIFETIME") | null;
            }[];
            meta: {
              hasMore: boolean;
              nextCursor?: string;
            };
          };
        };
      };
      /** @description The request cannot be read */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description No credential, or one that is not accepted */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Absent, or another tenant's */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Too many requests */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description A dependency is away; nothing was half done */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  setOverride: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description Our id or, with a deployment key, your externalKey */
        organization: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        "application/json": {
          amount?: number;
          /** @description Of a feature */
          enabled?: boolean;
          /**
           * Format: date-time
           * @description Without it the exception stays until it is ended
           */
          expiresAt?: string;
          /** @description Slug of a feature */
          feature?: string;
          /**
           * @description Slug of a meter
           * @example api_calls
           */
          meter?: string;
          overage?: {
            amount: string;
            per: string;
          };
          /** @enum {string} */
          policy?: "HARD_STOP" | "METERED";
          /** @description Kept in the journal */
          reason: string;
          /** @description The feature or the meter is not part of the plan */
          removed?: boolean;
          unlimited?: boolean;
          /** @enum {string} */
          window?: "DAY" | "MONTH" | "BILLING_PERIOD" | "LIFETIME";
        };
      };
    };
    responses: {
      /** @description The exception */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            data: {
              amount: number | null;
              author: string;
              createdAt: string;
              enabled: boolean | null;
              expiresAt: string | null;
              feature: string | null;
              id: string;
              meter: string | null;
              overage: {
                amount: string;
                per: string;
              } | null;
              policy: ("HARD_STOP" | "METERED") | null;
              reason: string;
              removed: boolean;
              unlimited: boolean;
              window: ("DAY" | "MONTH" | "BILLING_PERIOD" | "LIFETIME") | null;
            };
          };
        };
      };
      /** @description The request cannot be read */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description No credential, or one that is not accepted */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Absent, or another tenant's */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Too many requests */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description A dependency is away; nothing was half done */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  removeOverride: {
    parameters: {
      query: {
        /** @description Slug of a feature */
        feature?: string;
        /** @description Slug of a meter */
        meter?: string;
        /** @description Kept in the journal */
        reason: string;
        window?: "DAY" | "MONTH" | "BILLING_PERIOD" | "LIFETIME";
      };
      header?: never;
      path: {
        /** @description Our id or, with a deployment key, your externalKey */
        organization: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Ended */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            data: {
              id: string;
              /** @constant */
              removed: true;
            };
          };
        };
      };
      /** @description The request cannot be read */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description No credential, or one that is not accepted */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description No exception for this */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Too many requests */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description A dependency is away; nothing was half done */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  previewOverride: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description Our id or, with a deployment key, your externalKey */
        organization: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        "application/json": {
          amount?: number;
          /** @description Of a feature */
          enabled?: boolean;
          /**
           * @description Show the end of the exception that there is
           * @default false
           */
          end?: boolean;
          /**
           * Format: date-time
           * @description Without it the exception stays until it is ended
           */
          expiresAt?: string;
          /** @description Slug of a feature */
          feature?: string;
          /**
           * @description Slug of a meter
           * @example api_calls
           */
          meter?: string;
          overage?: {
            amount: string;
            per: string;
          };
          /** @enum {string} */
          policy?: "HARD_STOP" | "METERED";
          /** @description The feature or the meter is not part of the plan */
          removed?: boolean;
          unlimited?: boolean;
          /** @enum {string} */
          window?: "DAY" | "MONTH" | "BILLING_PERIOD" | "LIFETIME";
        };
      };
    };
    responses: {
      /** @description The effect */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            data: {
              features: {
                after: boolean;
                before: boolean;
                feature: string;
                later: boolean | null;
              }[];
              limits: {
                after: {
                  limit: number | null;
                  /** @enum {string} */
                  policy: "HARD_STOP" | "METERED";
                } | null;
                before: {
                  limit: number | null;
                  /** @enum {string} */
                  policy: "HARD_STOP" | "METERED";
                } | null;
                /** @description When the exception expires; null where it does not */
                later: {
                  side: {
                    limit: number | null;
                    /** @enum {string} */
                    policy: "HARD_STOP" | "METERED";
                  } | null;
                } | null;
                meter: string;
                /** @enum {string} */
                window: "DAY" | "MONTH" | "BILLING_PERIOD" | "LIFETIME";
              }[];
            };
          };
        };
      };
      /** @description The request cannot be read */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description No credential, or one that is not accepted */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Absent, or another tenant's */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Too many requests */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description A dependency is away; nothing was half done */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  listHolds: {
    parameters: {
      query?: {
        cursor?: string;
        limit?: string;
        /** @description Slug of a meter */
        meter?: string;
        /** @description Our id or, with a deployment key, your externalKey */
        organization?: string;
        status?: "open" | "settled" | "released" | "expired";
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Holds */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            data: {
              /** @description The moment in whose windows the units are held */
              countedAt: string;
              endedAt: string | null;
              endpoint: string | null;
              /** @enum {string} */
              environment: "PROD" | "STAGING" | "DEV";
              /** @description The usage event that settled it */
              event: string | null;
              expiresAt: string;
              id: string;
              idempotencyKey: string;
              meter: string;
              organization: string;
              properties: {
                [key: string]: unknown;
              } | null;
              provider: string | null;
              requestId: string | null;
              settledUnits: number | null;
              source: string;
              /** @enum {string} */
              status: "open" | "settled" | "released" | "expired";
              subject: string | null;
              /** @description Units that are held */
              units: number;
              userId: string | null;
            }[];
            meta: {
              hasMore: boolean;
              nextCursor?: string;
            };
          };
        };
      };
      /** @description The request cannot be read */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description No credential, or one that is not accepted */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Absent, or another tenant's */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Too many requests */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description A dependency is away; nothing was half done */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  holdQuota: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        "application/json": {
          endpoint?: string;
          /**
           * @description Seconds of business time after which the units go back by themselves
           * @default 900
           */
          expiresInSeconds?: number;
          /**
           * @description Names this event for ever: the same key gives the first answer again
           * @example req-7f3a
           */
          idempotencyKey?: string;
          /**
           * @description Slug of a meter
           * @example api_calls
           */
          meter: string;
          /**
           * @description Our id or, with a deployment key, your externalKey
           * @example og_019a…
           */
          organization?: string;
          properties?: {
            [key: string]: string | number | boolean | null;
          };
          provider?: string;
          requestId?: string;
          /** @default api */
          source?: string;
          subject?: string;
          /**
           * @description Whole units
           * @example 1
           */
          units: number;
          userId?: string;
        };
      };
    };
    responses: {
      /** @description The key is known: the first answer again, with Idempotent-Replayed: true */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            data: {
              /** @description The moment in whose windows the units are held */
              countedAt: string;
              /** @enum {string} */
              environment: "PROD" | "STAGING" | "DEV";
              expiresAt: string;
              id: string;
              idempotencyKey: string;
              limit: number | null;
              meter: string;
              organization: string;
              overage: number;
              remaining: number | null;
              resetsAt: string | null;
              /** @constant */
              status: "open";
              /** @description Units that are held */
              units: number;
              used: number | null;
              window: ("DAY" | "MONTH" | "BILLING_PERIOD" | "LIFETIME") | null;
            };
          };
        };
      };
      /** @description Held */
      201: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            data: {
              /** @description The moment in whose windows the units are held */
              countedAt: string;
              /** @enum {string} */
              environment: "PROD" | "STAGING" | "DEV";
              expiresAt: string;
              id: string;
              idempotencyKey: string;
              limit: number | null;
              meter: string;
              organization: string;
              overage: number;
              remaining: number | null;
              resetsAt: string | null;
              /** @constant */
              status: "open";
              /** @description Units that are held */
              units: number;
              used: number | null;
              window: ("DAY" | "MONTH" | "BILLING_PERIOD" | "LIFETIME") | null;
            };
          };
        };
      };
      /** @description The request cannot be read */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description No credential, or one that is not accepted */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description The allowance leaves no room */
      402: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description The meter or its feature is not part of the plan */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Absent, or another tenant's */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Not valid, or the key was used with another body */
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Too many requests */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description A dependency is away; nothing was half done */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  getHold: {
    parameters: {
      query?: {
        /** @description Our id or, with a deployment key, your externalKey */
        organization?: string;
      };
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The hold */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            data: {
              /** @description The moment in whose windows the units are held */
              countedAt: string;
              endedAt: string | null;
              endpoint: string | null;
              /** @enum {string} */
              environment: "PROD" | "STAGING" | "DEV";
              /** @description The usage event that settled it */
              event: string | null;
              expiresAt: string;
              id: string;
              idempotencyKey: string;
              meter: string;
              organization: string;
              properties: {
                [key: string]: unknown;
              } | null;
              provider: string | null;
              requestId: string | null;
              settledUnits: number | null;
              source: string;
              /** @enum {string} */
              status: "open" | "settled" | "released" | "expired";
              subject: string | null;
              /** @description Units that are held */
              units: number;
              userId: string | null;
            };
          };
        };
      };
      /** @description The request cannot be read */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description No credential, or one that is not accepted */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Absent, or another tenant's */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Too many requests */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description A dependency is away; nothing was half done */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  releaseHold: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: {
      content: {
        "application/json": {
          /**
           * @description Our id or, with a deployment key, your externalKey
           * @example og_019a…
           */
          organization?: string;
        };
      };
    };
    responses: {
      /** @description Released. A repetition carries Idempotent-Replayed: true */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            data: {
              countedAt?: string;
              /** @enum {string} */
              environment: "PROD" | "STAGING" | "DEV";
              event: string | null;
              id: string;
              limit: number | null;
              meter: string;
              occurredAt?: string;
              organization: string;
              overage: number;
              remaining: number | null;
              resetsAt: string | null;
              settledUnits: number | null;
              /** @enum {string} */
              status: "settled" | "released";
              /** @description Units that are held */
              units: number;
              used: number | null;
              window: ("DAY" | "MONTH" | "BILLING_PERIOD" | "LIFETIME") | null;
            };
          };
        };
      };
      /** @description The request cannot be read */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description No credential, or one that is not accepted */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description No such hold, or another tenant's */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description The hold has ended otherwise; state says how */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Too many requests */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description A dependency is away; nothing was half done */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  settleHold: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        "application/json": {
          /**
           * @description Approximate cost to you, in currency units
           * @example 0.0021
           */
          approxCost?: number | string;
          endpoint?: string;
          /**
           * @description Names this event for ever: the same key gives the first answer again
           * @example req-7f3a
           */
          idempotencyKey?: string;
          /** Format: date-time */
          occurredAt?: string;
          /**
           * @description Our id or, with a deployment key, your externalKey
           * @example og_019a…
           */
          organization?: string;
          properties?: {
            [key: string]: string | number | boolean | null;
          };
          provider?: string;
          requestId?: string;
          source?: string;
          subject?: string;
          /** @description Units that were used; 0 releases the hold */
          units: number;
          userId?: string;
        };
      };
    };
    responses: {
      /** @description Settled, or released. A repetition carries Idempotent-Replayed: true */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            data: {
              countedAt?: string;
              /** @enum {string} */
              environment: "PROD" | "STAGING" | "DEV";
              event: string | null;
              id: string;
              limit: number | null;
              meter: string;
              occurredAt?: string;
              organization: string;
              overage: number;
              remaining: number | null;
              resetsAt: string | null;
              settledUnits: number | null;
              /** @enum {string} */
              status: "settled" | "released";
              /** @description Units that are held */
              units: number;
              used: number | null;
              window: ("DAY" | "MONTH" | "BILLING_PERIOD" | "LIFETIME") | null;
            };
          };
        };
      };
      /** @description The request cannot be read */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description No credential, or one that is not accepted */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description More than was held, and the allowance leaves no room for it; the hold stays open */
      402: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description No such hold, or another tenant's */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description The hold has ended otherwise; state says how */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Not valid, or the key was used with another body */
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Too many requests */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description A dependency is away; nothing was half done */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  listInvoices: {
    parameters: {
      query?: {
        cursor?: string;
        limit?: string;
        /** @description Our id or, with a deployment key, your externalKey */
        organization?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Invoices */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            data: {
              amountDue: {
                amount: string;
                currency: string;
              };
              amountPaid: {
                amount: string;
                currency: string;
              };
              /** @description How often it was tried to collect it */
              attempts: number;
              dueAt: string | null;
              /** @description The provider's page of it, where it can be paid while open */
              hostedUrl: string | null;
              id: string;
              issuedAt: string;
              lines: {
                amount: {
                  amount: string;
                  currency: string;
                };
                description: string;
                periodEnd: string;
                periodStart: string;
                proration: boolean;
                quantity: number | null;
              }[];
              nextAttemptAt: string | null;
              number: string | null;
              organization: string;
              paidAt: string | null;
              pdfUrl: string | null;
              periodEnd: string;
              periodStart: string;
              /** @enum {string} */
              status: "draft" | "open" | "paid" | "uncollectible" | "void";
              subscription: string | null;
              subtotal: {
                amount: string;
                currency: string;
              };
              tax: {
                amount: string;
                currency: string;
              };
              total: {
                amount: string;
                currency: string;
              };
            }[];
            meta: {
              hasMore: boolean;
              nextCursor?: string;
            };
          };
        };
      };
      /** @description The request cannot be read */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description No credential, or one that is not accepted */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Absent, or another tenant's */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Too many requests */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description A dependency is away; nothing was half done */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  getInvoice: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The invoice */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            data: {
              amountDue: {
                amount: string;
                currency: string;
              };
              amountPaid: {
                amount: string;
                currency: string;
              };
              /** @description How often it was tried to collect it */
              attempts: number;
              dueAt: string | null;
              /** @description The provider's page of it, where it can be paid while open */
              hostedUrl: string | null;
              id: string;
              issuedAt: string;
              lines: {
                amount: {
                  amount: string;
                  currency: string;
                };
                description: string;
                periodEnd: string;
                periodStart: string;
                proration: boolean;
                quantity: number | null;
              }[];
              nextAttemptAt: string | null;
              number: string | null;
              organization: string;
              paidAt: string | null;
              pdfUrl: string | null;
              periodEnd: string;
              periodStart: string;
              /** @enum {string} */
              status: "draft" | "open" | "paid" | "uncollectible" | "void";
              subscription: string | null;
              subtotal: {
                amount: string;
                currency: string;
              };
              tax: {
                amount: string;
                currency: string;
              };
              total: {
                amount: string;
                currency: string;
              };
            };
          };
        };
      };
      /** @description The request cannot be read */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description No credential, or one that is not accepted */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Absent, or another tenant's */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Too many requests */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description A dependency is away; nothing was half done */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  payInvoice: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The invoice as it is now */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            data: {
              amountDue: {
                amount: string;
                currency: string;
              };
              amountPaid: {
                amount: string;
                currency: string;
              };
              /** @description How often it was tried to collect it */
              attempts: number;
              dueAt: string | null;
              /** @description The provider's page of it, where it can be paid while open */
              hostedUrl: string | null;
              id: string;
              issuedAt: string;
              lines: {
                amount: {
                  amount: string;
                  currency: string;
                };
                description: string;
                periodEnd: string;
                periodStart: string;
                proration: boolean;
                quantity: number | null;
              }[];
              nextAttemptAt: string | null;
              number: string | null;
              organization: string;
              paidAt: string | null;
              pdfUrl: string | null;
              periodEnd: string;
              periodStart: string;
              /** @enum {string} */
              status: "draft" | "open" | "paid" | "uncollectible" | "void";
              subscription: string | null;
              subtotal: {
                amount: string;
                currency: string;
              };
              tax: {
                amount: string;
                currency: string;
              };
              total: {
                amount: string;
                currency: string;
              };
            };
          };
        };
      };
      /** @description The request cannot be read */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description No credential, or one that is not accepted */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description The means of payment was refused; the invoice stays open */
      402: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Absent, or another tenant's */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description It is not open: state names what it is */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Too many requests */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description A dependency is away; nothing was half done */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  getInvoicePdf: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The address of the PDF, in the Location header */
      302: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description The request cannot be read */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description No credential, or one that is not accepted */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Absent, or another tenant's */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Too many requests */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description A dependency is away; nothing was half done */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  myEntitlements: {
    parameters: {
      query?: {
        /** @description Our id or, with a deployment key, your externalKey */
        organization?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Entitlements */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            data: {
              blocked: string | null;
              effectiveAt: string | null;
              features: {
                [key: string]: {
                  enabled: boolean;
                  /** @enum {string} */
                  source: "plan" | "override";
                };
              };
              hasOverrides: boolean;
              limits: {
                limit: number | null;
                meter: string;
                overage: {
                  amount: string;
                  currency: string;
                  per: string;
                } | null;
                /** @enum {string} */
                policy: "HARD_STOP" | "METERED";
                remaining: number | null;
                resetsAt: string | null;
                /** @enum {string} */
                source: "plan" | "override";
                spendLimit: {
                  ceiling: number;
                  limit: {
                    amount: string;
                    currency: string;
                  };
                  spent: {
                    amount: string;
                    currency: string;
                  };
                } | null;
                used: number;
                /** @enum {string} */
                window: "DAY" | "MONTH" | "BILLING_PERIOD" | "LIFETIME";
              }[];
              organization: string;
              plan: {
                code: string;
                family: string;
                name: string;
                version: number;
              };
              scheduledChange: {
                effectiveAt: string | null;
                /** @enum {string} */
                kind: "cancel" | "plan";
                plan: string | null;
              } | null;
              status: string;
            };
          };
        };
      };
      /** @description The request cannot be read */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description No credential, or one that is not accepted */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Absent, or another tenant's */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Too many requests */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description A dependency is away; nothing was half done */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  mySubscription: {
    parameters: {
      query?: {
        /** @description Our id or, with a deployment key, your externalKey */
        organization?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Subscription */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            data: {
              cancelAtPeriodEnd: boolean;
              currentPeriodEnd: string;
              currentPeriodStart: string;
              id: string;
              interval: string;
              plan: string;
              source: string;
              status: string;
              trialEnd: string | null;
            };
          };
        };
      };
      /** @description The request cannot be read */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description No credential, or one that is not accepted */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Absent, or another tenant's */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description No subscription */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Too many requests */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description A dependency is away; nothing was half done */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  myUsage: {
    parameters: {
      query?: {
        /** @description Our id or, with a deployment key, your externalKey */
        organization?: string;
        range?: "today" | "7d" | "30d";
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Units by meter */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            data: {
              from: string;
              meters: {
                events: number;
                meter: string;
                units: number;
              }[];
              range: string;
              to: string;
            };
          };
        };
      };
      /** @description The request cannot be read */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description No credential, or one that is not accepted */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Absent, or another tenant's */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Too many requests */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description A dependency is away; nothing was half done */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  listMeters: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Meters */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            data: {
              /**
               * @description How events become a number
               * @enum {string}
               */
              aggregation: "SUM" | "MAX" | "LATEST" | "UNIQUE";
              /** @description The feature without which it admits nothing */
              feature: string | null;
              name: string;
              /** @description The larger unit that people read, and how many units it is */
              shown: {
                per: number;
                unit: string;
              } | null;
              slug: string;
              /** @description One unit, as a customer reads it */
              unit: string;
              unitPlural: string;
            }[];
            meta: {
              hasMore: boolean;
              nextCursor?: string;
            };
          };
        };
      };
    };
  };
  listOrganizations: {
    parameters: {
      query?: {
        cursor?: string;
        limit?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Organizations */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            data: {
              billingEmail: string | null;
              createdAt: string;
              externalKey: string | null;
              id: string;
              kind: string;
              /** @description Whether members below admin may buy */
              membersMayBuy: boolean;
              metadata: {
                [key: string]: unknown;
              };
              name: string;
              slug: string;
              status: string;
              timeZone: string;
            }[];
            meta: {
              hasMore: boolean;
              nextCursor?: string;
            };
          };
        };
      };
      /** @description The request cannot be read */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description No credential, or one that is not accepted */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Absent, or another tenant's */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Too many requests */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description A dependency is away; nothing was half done */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  createOrganization: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        "application/json": {
          /** Format: email */
          billingEmail?: string;
          externalKey?: string;
          metadata?: {
            [key: string]: string;
          };
          name: string;
          timeZone?: string;
        };
      };
    };
    responses: {
      /** @description Created */
      201: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            data: {
              billingEmail: string | null;
              createdAt: string;
              externalKey: string | null;
              id: string;
              kind: string;
              /** @description Whether members below admin may buy */
              membersMayBuy: boolean;
              metadata: {
                [key: string]: unknown;
              };
              name: string;
              slug: string;
              status: string;
              timeZone: string;
            };
          };
        };
      };
      /** @description The request cannot be read */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description No credential, or one that is not accepted */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Absent, or another tenant's */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description The externalKey is taken */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Too many requests */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description A dependency is away; nothing was half done */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  getOrganization: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Organization */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            data: {
              billingEmail: string | null;
              createdAt: string;
              externalKey: string | null;
              id: string;
              kind: string;
              /** @description Whether members below admin may buy */
              membersMayBuy: boolean;
              metadata: {
                [key: string]: unknown;
              };
              name: string;
              slug: string;
              status: string;
              timeZone: string;
            };
          };
        };
      };
      /** @description The request cannot be read */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description No credential, or one that is not accepted */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Absent, or another tenant's */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Too many requests */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description A dependency is away; nothing was half done */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  archiveOrganization: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Archived */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            data: {
              billingEmail: string | null;
              createdAt: string;
              externalKey: string | null;
              id: string;
              kind: string;
              /** @description Whether members below admin may buy */
              membersMayBuy: boolean;
              metadata: {
                [key: string]: unknown;
              };
              name: string;
              slug: string;
              status: string;
              timeZone: string;
            };
          };
        };
      };
      /** @description The request cannot be read */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description No credential, or one that is not accepted */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Absent, or another tenant's */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description It is on a paid plan, or belongs to an account */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Too many requests */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description A dependency is away; nothing was half done */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  updateOrganization: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        "application/json": {
          billingEmail?: string | null;
          externalKey?: string | null;
          membersMayBuy?: boolean;
          metadata?: {
            [key: string]: string;
          };
          name?: string;
          slug?: string;
          timeZone?: string;
        };
      };
    };
    responses: {
      /** @description The organization as it is now */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            data: {
              billingEmail: string | null;
              createdAt: string;
              externalKey: string | null;
              id: string;
              kind: string;
              /** @description Whether members below admin may buy */
              membersMayBuy: boolean;
              metadata: {
                [key: string]: unknown;
              };
              name: string;
              slug: string;
              status: string;
              timeZone: string;
            };
          };
        };
      };
      /** @description The request cannot be read */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description No credential, or one that is not accepted */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Absent, or another tenant's */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description The slug or the externalKey is taken */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Not valid, or the key was used with another body */
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Too many requests */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description A dependency is away; nothing was half done */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  listActivationCodes: {
    parameters: {
      query?: {
        cursor?: string;
        limit?: string;
      };
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Codes */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            data: {
              createdAt: string;
              createdBy: string;
              /** @description The only domain that may redeem it; null: whichever does */
              domain: string | null;
              /** @enum {string} */
              environment: "PROD" | "STAGING" | "DEV";
              expiresAt: string;
              id: string;
              lastFour: string;
              organization: string;
              redeemedAt: string | null;
              revokedAt: string | null;
            }[];
            meta: {
              hasMore: boolean;
              nextCursor?: string;
            };
          };
        };
      };
      /** @description The request cannot be read */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description No credential, or one that is not accepted */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Absent, or another tenant's */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Too many requests */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description A dependency is away; nothing was half done */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  createActivationCode: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: {
      content: {
        "application/json": {
          /**
           * @description The only domain that may redeem it; absent: whichever does
           * @example shop.example
           */
          domain?: string | null;
          /**
           * @default PROD
           * @enum {string}
           */
          environment?: "PROD" | "STAGING" | "DEV";
        };
      };
    };
    responses: {
      /** @description Created */
      201: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            data: {
              /** @description The whole code, shown this once */
              code: string;
              createdAt: string;
              createdBy: string;
              /** @description The only domain that may redeem it; null: whichever does */
              domain: string | null;
              /** @enum {string} */
              environment: "PROD" | "STAGING" | "DEV";
              expiresAt: string;
              id: string;
              lastFour: string;
              organization: string;
              redeemedAt: string | null;
              revokedAt: string | null;
            };
          };
        };
      };
      /** @description The request cannot be read */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description No credential, or one that is not accepted */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Absent, or another tenant's */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description The Idempotency-Key has made a code before */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description A field is not valid */
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Too many requests */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description A dependency is away; nothing was half done */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  revokeActivationCode: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        code: string;
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The revoked code */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            data: {
              createdAt: string;
              createdBy: string;
              /** @description The only domain that may redeem it; null: whichever does */
              domain: string | null;
              /** @enum {string} */
              environment: "PROD" | "STAGING" | "DEV";
              expiresAt: string;
              id: string;
              lastFour: string;
              organization: string;
              redeemedAt: string | null;
              revokedAt: string | null;
            };
          };
        };
      };
      /** @description The request cannot be read */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description No credential, or one that is not accepted */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Absent, or another tenant's */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description It was redeemed: revoke the installation */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Too many requests */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description A dependency is away; nothing was half done */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  listApiKeys: {
    parameters: {
      query?: {
        cursor?: string;
        limit?: string;
      };
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Keys */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            data: {
              createdAt: string;
              createdBy: string;
              /** @enum {string} */
              environment: "PROD" | "STAGING" | "DEV";
              expiresAt: string | null;
              id: string;
              lastFour: string;
              lastUsedAt: string | null;
              lastUsedIp: string | null;
              name: string;
              organization: string | null;
              /** @description What the key begins with */
              prefix: string;
              revokedAt: string | null;
              rotatedFrom: string | null;
              scopes: string[];
            }[];
            meta: {
              hasMore: boolean;
              nextCursor?: string;
            };
          };
        };
      };
      /** @description The request cannot be read */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description No credential, or one that is not accepted */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Absent, or another tenant's */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Too many requests */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description A dependency is away; nothing was half done */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  createApiKey: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        "application/json": {
          /**
           * @default PROD
           * @enum {string}
           */
          environment?: "PROD" | "STAGING" | "DEV";
          expiresAt?: string | null;
          name: string;
          scopes: string[];
        };
      };
    };
    responses: {
      /** @description Created */
      201: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            data: {
              createdAt: string;
              createdBy: string;
              /** @enum {string} */
              environment: "PROD" | "STAGING" | "DEV";
              expiresAt: string | null;
              id: string;
              /** @description The whole key, shown this once */
              key: string;
              lastFour: string;
              lastUsedAt: string | null;
              lastUsedIp: string | null;
              name: string;
              organization: string | null;
              /** @description What the key begins with */
              prefix: string;
              revokedAt: string | null;
              rotatedFrom: string | null;
              scopes: string[];
            };
          };
        };
      };
      /** @description The request cannot be read */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description No credential, or one that is not accepted */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Absent, or another tenant's */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description The Idempotency-Key has made a key before */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description A field is not valid */
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Too many requests */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description A dependency is away; nothing was half done */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  getApiKey: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
        key: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The key */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            data: {
              createdAt: string;
              createdBy: string;
              /** @enum {string} */
              environment: "PROD" | "STAGING" | "DEV";
              expiresAt: string | null;
              id: string;
              lastFour: string;
              lastUsedAt: string | null;
              lastUsedIp: string | null;
              name: string;
              organization: string | null;
              /** @description What the key begins with */
              prefix: string;
              revokedAt: string | null;
              rotatedFrom: string | null;
              scopes: string[];
            };
          };
        };
      };
      /** @description The request cannot be read */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description No credential, or one that is not accepted */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Absent, or another tenant's */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Too many requests */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description A dependency is away; nothing was half done */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  revokeApiKey: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
        key: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The revoked key */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            data: {
              createdAt: string;
              createdBy: string;
              /** @enum {string} */
              environment: "PROD" | "STAGING" | "DEV";
              expiresAt: string | null;
              id: string;
              lastFour: string;
              lastUsedAt: string | null;
              lastUsedIp: string | null;
              name: string;
              organization: string | null;
              /** @description What the key begins with */
              prefix: string;
              revokedAt: string | null;
              rotatedFrom: string | null;
              scopes: string[];
            };
          };
        };
      };
      /** @description The request cannot be read */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description No credential, or one that is not accepted */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Absent, or another tenant's */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Too many requests */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description A dependency is away; nothing was half done */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  changeApiKey: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
        key: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        "application/json": {
          name?: string;
          scopes?: string[];
        };
      };
    };
    responses: {
      /** @description The key as it is now */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            data: {
              createdAt: string;
              createdBy: string;
              /** @enum {string} */
              environment: "PROD" | "STAGING" | "DEV";
              expiresAt: string | null;
              id: string;
              lastFour: string;
              lastUsedAt: string | null;
              lastUsedIp: string | null;
              name: string;
              organization: string | null;
              /** @description What the key begins with */
              prefix: string;
              revokedAt: string | null;
              rotatedFrom: string | null;
              scopes: string[];
            };
          };
        };
      };
      /** @description The request cannot be read */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description No credential, or one that is not accepted */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Absent, or another tenant's */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description The key has ended */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description A field is not valid */
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Too many requests */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description A dependency is away; nothing was half done */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  rotateApiKey: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
        key: string;
      };
      cookie?: never;
    };
    requestBody?: {
      content: {
        "application/json": {
          /** @description So long the old key goes on working; a day unless given, 0 ends it at once */
          overlapSeconds?: number;
        };
      };
    };
    responses: {
      /** @description The successor, and the old key with its end */
      201: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            data: {
              createdAt: string;
              createdBy: string;
              /** @enum {string} */
              environment: "PROD" | "STAGING" | "DEV";
              expiresAt: string | null;
              id: string;
              /** @description The whole key, shown this once */
              key: string;
              lastFour: string;
              lastUsedAt: string | null;
              lastUsedIp: string | null;
              name: string;
              organization: string | null;
              /** @description What the key begins with */
              prefix: string;
              previous: {
                createdAt: string;
                createdBy: string;
                /** @enum {string} */
                environment: "PROD" | "STAGING" | "DEV";
                expiresAt: string | null;
                id: string;
                lastFour: string;
                lastUsedAt: string | null;
                lastUsedIp: string | null;
                name: string;
                organization: string | null;
                /** @description What the key begins with */
                prefix: string;
                revokedAt: string | null;
                rotatedFrom: string | null;
                scopes: string[];
              };
              revokedAt: string | null;
              rotatedFrom: string | null;
              scopes: string[];
            };
          };
        };
      };
      /** @description The request cannot be read */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description No credential, or one that is not accepted */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Absent, or another tenant's */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description The key has ended, has a successor, or the Idempotency-Key has rotated before */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description A field is not valid */
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Too many requests */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description A dependency is away; nothing was half done */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  listInstallations: {
    parameters: {
      query?: {
        cursor?: string;
        limit?: string;
      };
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Installations */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            data: {
              activatedAt: string;
              domain: string;
              endsAt: string;
              /** @enum {string} */
              environment: "PROD" | "STAGING" | "DEV";
              id: string;
              lastIp: string | null;
              organization: string;
              refreshedAt: string;
              revokedAt: string | null;
              /**
               * @description reused: ended because a spent refresh token was used again
               * @enum {string}
               */
              status: "active" | "expired" | "revoked" | "reused";
            }[];
            meta: {
              hasMore: boolean;
              nextCursor?: string;
            };
          };
        };
      };
      /** @description The request cannot be read */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description No credential, or one that is not accepted */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Absent, or another tenant's */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Too many requests */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description A dependency is away; nothing was half done */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  revokeInstallation: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
        installation: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The ended installation */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            data: {
              activatedAt: string;
              domain: string;
              endsAt: string;
              /** @enum {string} */
              environment: "PROD" | "STAGING" | "DEV";
              id: string;
              lastIp: string | null;
              organization: string;
              refreshedAt: string;
              revokedAt: string | null;
              /**
               * @description reused: ended because a spent refresh token was used again
               * @enum {string}
               */
              status: "active" | "expired" | "revoked" | "reused";
            };
          };
        };
      };
      /** @description The request cannot be read */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description No credential, or one that is not accepted */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Absent, or another tenant's */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Too many requests */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description A dependency is away; nothing was half done */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  listInvitations: {
    parameters: {
      query?: {
        cursor?: string;
        limit?: string;
        state?: "open" | "expired" | "accepted" | "revoked";
      };
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Invitations */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            data: {
              createdAt: string;
              email: string;
              endedAt: string | null;
              expiresAt: string;
              id: string;
              invitedBy: string;
              /** @enum {string} */
              role: "admin" | "member" | "viewer";
              sentAt: string;
              /** @enum {string} */
              state: "open" | "expired" | "accepted" | "revoked";
            }[];
            meta: {
              hasMore: boolean;
              nextCursor?: string;
            };
          };
        };
      };
      /** @description The request cannot be read */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description No credential, or one that is not accepted */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Absent, or another tenant's */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Too many requests */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description A dependency is away; nothing was half done */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  invitePeople: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        "application/json": {
          emails: string[];
          /**
           * @default member
           * @enum {string}
           */
          role?: "admin" | "member" | "viewer";
        };
      };
    };
    responses: {
      /** @description What became of each address, in the order given */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            data: {
              email: string;
              invitation?: {
                createdAt: string;
                email: string;
                endedAt: string | null;
                expiresAt: string;
                id: string;
                invitedBy: string;
                /** @enum {string} */
                role: "admin" | "member" | "viewer";
                sentAt: string;
                /** @enum {string} */
                state: "open" | "expired" | "accepted" | "revoked";
              };
              memberId?: string;
              /** @enum {string} */
              outcome: "invited" | "already_invited" | "already_member" | "repeated";
            }[];
          };
        };
      };
      /** @description The request cannot be read */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description No credential, or one that is not accepted */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Not all of them would find a seat */
      402: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Absent, or another tenant's */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description So many invitations may not go out in an hour */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description A dependency is away; nothing was half done */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  revokeInvitation: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
        invitation: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The invitation */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            data: {
              createdAt: string;
              email: string;
              endedAt: string | null;
              expiresAt: string;
              id: string;
              invitedBy: string;
              /** @enum {string} */
              role: "admin" | "member" | "viewer";
              sentAt: string;
              /** @enum {string} */
              state: "open" | "expired" | "accepted" | "revoked";
            };
          };
        };
      };
      /** @description The request cannot be read */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description No credential, or one that is not accepted */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Absent, or another tenant's */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description It was accepted: remove the member instead */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Too many requests */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description A dependency is away; nothing was half done */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  resendInvitation: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
        invitation: string;
      };
      cookie?: never;
    };
    requestBody?: {
      content: {
        "application/json": Record<string, never>;
      };
    };
    responses: {
      /** @description The invitation */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            data: {
              createdAt: string;
              email: string;
              endedAt: string | null;
              expiresAt: string;
              id: string;
              invitedBy: string;
              /** @enum {string} */
              role: "admin" | "member" | "viewer";
              sentAt: string;
              /** @enum {string} */
              state: "open" | "expired" | "accepted" | "revoked";
            };
          };
        };
      };
      /** @description The request cannot be read */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description No credential, or one that is not accepted */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Absent, or another tenant's */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description It was accepted or revoked, or was sent ten times */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description It went out a moment ago */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description A dependency is away; nothing was half done */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  listMembers: {
    parameters: {
      query?: {
        cursor?: string;
        limit?: string;
      };
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Members */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            data: {
              email: string;
              id: string;
              joinedAt: string;
              name: string;
              /** @enum {string} */
              role: "owner" | "admin" | "member" | "viewer";
              userId: string;
            }[];
            meta: {
              hasMore: boolean;
              nextCursor?: string;
            };
          };
        };
      };
      /** @description The request cannot be read */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description No credential, or one that is not accepted */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Absent, or another tenant's */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Too many requests */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description A dependency is away; nothing was half done */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  removeMember: {
    parameters: {
      query?: {
        revokeKeys?: "true" | "false";
      };
      header?: never;
      path: {
        id: string;
        member: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Removed */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            data: {
              id: string;
              keys: {
                id: string;
                name: string;
                revoked: boolean;
              }[];
              /** @constant */
              removed: true;
            };
          };
        };
      };
      /** @description The request cannot be read */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description No credential, or one that is not accepted */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description An admin meets an owner */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Absent, or another tenant's */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description It is the last owner */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Too many requests */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description A dependency is away; nothing was half done */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  changeMemberRole: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
        member: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        "application/json": {
          /** @enum {string} */
          role: "owner" | "admin" | "member" | "viewer";
        };
      };
    };
    responses: {
      /** @description The member */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            data: {
              email: string;
              id: string;
              joinedAt: string;
              name: string;
              /** @enum {string} */
              role: "owner" | "admin" | "member" | "viewer";
              userId: string;
            };
          };
        };
      };
      /** @description The request cannot be read */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description No credential, or one that is not accepted */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description No seat is free for a former viewer */
      402: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description An admin meets an owner */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Absent, or another tenant's */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description It is the last owner */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Too many requests */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description A dependency is away; nothing was half done */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  transferOwnership: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        "application/json": {
          from?: string;
          to: string;
        };
      };
    };
    responses: {
      /** @description The new owner */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            data: {
              email: string;
              id: string;
              joinedAt: string;
              name: string;
              /** @enum {string} */
              role: "owner" | "admin" | "member" | "viewer";
              userId: string;
            };
          };
        };
      };
      /** @description The request cannot be read */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description No credential, or one that is not accepted */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Absent, or another tenant's */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Somebody was faster, or the member is an owner already */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Too many requests */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description A dependency is away; nothing was half done */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  listPayments: {
    parameters: {
      query?: {
        cursor?: string;
        limit?: string;
        /** @description Our id or, with a deployment key, your externalKey */
        organization?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Payments */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            data: {
              amount: {
                amount: string;
                currency: string;
              };
              attempts: number;
              createdAt: string;
              disputes: {
                amount: {
                  amount: string;
                  currency: string;
                };
                answerBy: string | null;
                closedAt: string | null;
                id: string;
                /** @description The bank asks only, and has taken nothing */
                inquiry: boolean;
                openedAt: string;
                reason: string;
                /** @enum {string} */
                status: "needs_response" | "under_review" | "won" | "lost" | "closed";
                /** @description What was taken for it and not given back */
                taken: {
                  amount: string;
                  currency: string;
                };
              }[];
              failure: {
                code: string;
                message: string;
              } | null;
              id: string;
              organization: string;
              /** @description What can still be given back */
              refundable: {
                amount: string;
                currency: string;
              };
              /** @description What has gone back or is on its way */
              refunded: {
                amount: string;
                currency: string;
              };
              refunds: {
                amount: {
                  amount: string;
                  currency: string;
                };
                createdAt: string;
                failure: string | null;
                id: string;
                payment: string;
                reason: string | null;
                /** @enum {string} */
                status: "pending" | "succeeded" | "failed";
              }[];
              settledAt: string | null;
              /** @enum {string} */
              status: "pending" | "succeeded" | "failed" | "refunded" | "disputed";
              subscription: string | null;
            }[];
            meta: {
              hasMore: boolean;
              nextCursor?: string;
            };
          };
        };
      };
      /** @description The request cannot be read */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description No credential, or one that is not accepted */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Absent, or another tenant's */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Too many requests */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description A dependency is away; nothing was half done */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  getPayment: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The payment */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            data: {
              amount: {
                amount: string;
                currency: string;
              };
              attempts: number;
              createdAt: string;
              disputes: {
                amount: {
                  amount: string;
                  currency: string;
                };
                answerBy: string | null;
                closedAt: string | null;
                id: string;
                /** @description The bank asks only, and has taken nothing */
                inquiry: boolean;
                openedAt: string;
                reason: string;
                /** @enum {string} */
                status: "needs_response" | "under_review" | "won" | "lost" | "closed";
                /** @description What was taken for it and not given back */
                taken: {
                  amount: string;
                  currency: string;
                };
              }[];
              failure: {
                code: string;
                message: string;
              } | null;
              id: string;
              organization: string;
              /** @description What can still be given back */
              refundable: {
                amount: string;
                currency: string;
              };
              /** @description What has gone back or is on its way */
              refunded: {
                amount: string;
                currency: string;
              };
              refunds: {
                amount: {
                  amount: string;
                  currency: string;
                };
                createdAt: string;
                failure: string | null;
                id: string;
                payment: string;
                reason: string | null;
                /** @enum {string} */
                status: "pending" | "succeeded" | "failed";
              }[];
              settledAt: string | null;
              /** @enum {string} */
              status: "pending" | "succeeded" | "failed" | "refunded" | "disputed";
              subscription: string | null;
            };
          };
        };
      };
      /** @description The request cannot be read */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description No credential, or one that is not accepted */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Absent, or another tenant's */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Too many requests */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description A dependency is away; nothing was half done */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  listRefunds: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Refunds */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            data: {
              amount: {
                amount: string;
                currency: string;
              };
              createdAt: string;
              failure: string | null;
              id: string;
              payment: string;
              reason: string | null;
              /** @enum {string} */
              status: "pending" | "succeeded" | "failed";
            }[];
            meta: {
              hasMore: boolean;
              nextCursor?: string;
            };
          };
        };
      };
      /** @description The request cannot be read */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description No credential, or one that is not accepted */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Absent, or another tenant's */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Too many requests */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description A dependency is away; nothing was half done */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  createRefund: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        "application/json": {
          /** @example 1250 */
          amount?: string;
          /** @description Kept in the journal */
          reason: string;
        };
      };
    };
    responses: {
      /** @description The refund */
      201: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            data: {
              amount: {
                amount: string;
                currency: string;
              };
              createdAt: string;
              failure: string | null;
              id: string;
              payment: string;
              reason: string | null;
              /** @enum {string} */
              status: "pending" | "succeeded" | "failed";
            };
          };
        };
      };
      /** @description The request cannot be read */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description No credential, or one that is not accepted */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Absent, or another tenant's */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Less is left, or the payment is disputed; state and refundable name it */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Not valid, or the key was used with another body */
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Too many requests */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Stripe did not answer; ask again with the same key */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  listPlans: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Plans */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            data: {
              code: string;
              currency: string;
              /** @description Sold by contract, never through checkout */
              custom: boolean;
              description: string;
              family: {
                code: string;
                name: string;
              };
              /** @description Slugs of the features that it gives */
              features: string[];
              highlighted: boolean;
              id: string;
              limits: {
                /** @description null: unlimited */
                limit: number | null;
                meter: string;
                overage: {
                  amount: string;
                  currency: string;
                  per: string;
                } | null;
                /** @description The limit is that of each one that is bought */
                perQuantity: boolean;
                /** @enum {string} */
                policy: "HARD_STOP" | "METERED";
                /** @enum {string} */
                window: "DAY" | "MONTH" | "BILLING_PERIOD" | "LIFETIME";
              }[];
              name: string;
              prices: {
                /** @description What one costs for each interval */
                amount: {
                  amount: string;
                  currency: string;
                };
                /** @enum {string} */
                interval: "month" | "year";
                /** @enum {string} */
                model: "flat" | "per_unit" | "package" | "graduated" | "volume";
                /** @description Of a package: how many it holds */
                per: number | null;
                tiers:
                  | {
                      /** @description Minor units for reaching this tier */
                      flat: string;
                      /** @description Minor units for each one of this tier */
                      unit: string;
                      upTo: number | null;
                    }[]
                  | null;
              }[];
              trialDays: number;
              version: number;
            }[];
            meta: {
              hasMore: boolean;
              nextCursor?: string;
            };
          };
        };
      };
    };
  };
  getPlan: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The plan */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            data: {
              code: string;
              currency: string;
              /** @description Sold by contract, never through checkout */
              custom: boolean;
              description: string;
              family: {
                code: string;
                name: string;
              };
              /** @description Slugs of the features that it gives */
              features: string[];
              highlighted: boolean;
              id: string;
              limits: {
                /** @description null: unlimited */
                limit: number | null;
                meter: string;
                overage: {
                  amount: string;
                  currency: string;
                  per: string;
                } | null;
                /** @description The limit is that of each one that is bought */
                perQuantity: boolean;
                /** @enum {string} */
                policy: "HARD_STOP" | "METERED";
                /** @enum {string} */
                window: "DAY" | "MONTH" | "BILLING_PERIOD" | "LIFETIME";
              }[];
              name: string;
              prices: {
                /** @description What one costs for each interval */
                amount: {
                  amount: string;
                  currency: string;
                };
                /** @enum {string} */
                interval: "month" | "year";
                /** @enum {string} */
                model: "flat" | "per_unit" | "package" | "graduated" | "volume";
                /** @description Of a package: how many it holds */
                per: number | null;
                tiers:
                  | {
                      /** @description Minor units for reaching this tier */
                      flat: string;
                      /** @description Minor units for each one of this tier */
                      unit: string;
                      upTo: number | null;
                    }[]
                  | null;
              }[];
              trialDays: number;
              version: number;
            };
          };
        };
      };
    };
  };
  createPortalSession: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: {
      content: {
        "application/json": {
          /**
           * @description Our id or, with a deployment key, your externalKey
           * @example og_019a…
           */
          organization?: string;
          /**
           * Format: uri
           * @example https://app.example.com/billing
           */
          returnUrl?: string;
          /**
           * @description What the link leads to
           * @default home
           * @enum {string}
           */
          to?: "home" | "payment_method" | "details" | "cancel" | "change_plan";
        };
      };
    };
    responses: {
      /** @description The link */
      201: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            data: {
              returnUrl: string;
              /** @enum {string} */
              to: "home" | "payment_method" | "details" | "cancel" | "change_plan";
              url: string;
            };
          };
        };
      };
      /** @description The request cannot be read */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description No credential, or one that is not accepted */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Absent, or another tenant's */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Nothing was bought yet, the subscription does not allow it, or the portal does not offer it */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Too many requests */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description A dependency is away; nothing was half done */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  explainQuota: {
    parameters: {
      query: {
        /** @description Slug of a meter */
        meter: string;
        /** @description Our id or, with a deployment key, your externalKey */
        organization?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Entitlement, limit, counter, facts */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            data: {
              /**
               * @description Values of a gauge (MAX, LATEST) are decided in Postgres alone
               * @enum {string}
               */
              aggregation: "SUM" | "MAX" | "LATEST" | "UNIQUE";
              /** @description What one more unit would meet */
              decision: {
                admitted: boolean;
                code:
                  | (
                      | "ORGANIZATION_SUSPENDED"
                      | "SUBSCRIPTION_MISSING"
                      | "PAYMENT_REQUIRED"
                      | "FEATURE_DISABLED"
                      | "METER_NOT_IN_PLAN"
                      | "LIMIT_EXCEEDED"
                      | "SPEND_LIMIT_EXCEEDED"
                    )
                  | null;
                window: ("DAY" | "MONTH" | "BILLING_PERIOD" | "LIFETIME") | null;
              };
              /** @enum {string} */
              environment: "PROD" | "STAGING" | "DEV";
              /** @description The newest five */
              events: {
                /** Format: date-time */
                countedAt: string;
                id: string;
                key: string;
                /** Format: date-time */
                occurredAt: string;
                /** Format: date-time */
                recordedAt: string;
                source: string;
                units: number;
              }[];
              feature: {
                enabled: boolean;
                slug: string;
                /** @enum {string} */
                source: "plan" | "override";
              } | null;
              fence: {
                epoch: number;
                validUntil: string | null;
              };
              /** @description Noted at most once a second, kept for a day */
              lastRefusal: {
                /** Format: date-time */
                at: string;
                code: string;
                key: string;
                message: string;
                units: number;
              } | null;
              limits: {
                /** @description Whether the plan itself names this limit */
                inPlan: boolean;
                /** @description null is unlimited */
                limit: number | null;
                meter: string;
                overage: {
                  amount: string;
                  per: string;
                } | null;
                override: {
                  author: string;
                  /** Format: date-time */
                  createdAt: string;
                  expiresAt: string | null;
                  feature: string | null;
                  id: string;
                  reason: string;
                  /** @description It takes the limit or feature away */
                  removed: boolean;
                  window: ("DAY" | "MONTH" | "BILLING_PERIOD" | "LIFETIME") | null;
                } | null;
                /** @description What the plan alone would give; null is unlimited or not named */
                planLimit: number | null;
                /** @enum {string} */
                policy: "HARD_STOP" | "METERED";
                /** @enum {string} */
                source: "plan" | "override";
                /** @enum {string} */
                window: "DAY" | "MONTH" | "BILLING_PERIOD" | "LIFETIME";
              }[];
              /** @description From when on events are in the log one by one; null: from the first */
              logFrom: string | null;
              meter: string;
              organization: string;
              /** @description Every exception about this meter or its feature, also one that takes a limit away */
              overrides: {
                author: string;
                /** Format: date-time */
                createdAt: string;
                expiresAt: string | null;
                feature: string | null;
                id: string;
                reason: string;
                /** @description It takes the limit or feature away */
                removed: boolean;
                window: ("DAY" | "MONTH" | "BILLING_PERIOD" | "LIFETIME") | null;
              }[];
              plan: string | null;
              redis: {
                current: boolean;
                generation: number;
              } | null;
              /** @description Why everything is refused; null when the limits decide */
              refusal:
                | (
                    | "ORGANIZATION_SUSPENDED"
                    | "SUBSCRIPTION_MISSING"
                    | "PAYMENT_REQUIRED"
                    | "FEATURE_DISABLED"
                    | "METER_NOT_IN_PLAN"
                  )
                | null;
              windows: {
                /** @description Where a spend limit stops calls beyond a metered limit */
                ceiling: number | null;
                counter: {
                  pending: number;
                  used: number;
                } | null;
                /** @description Counter − log − holds, at one moment; the promise is 0 */
                drift: number | null;
                endsAt: string | null;
                events: number;
                /** @description Units of open holds */
                held: number;
                limit: number | null;
                /** @description What the events in the window come to, from the log and its archived months: sum, peak or newest level */
                logged: number;
                /** @enum {string} */
                policy: "HARD_STOP" | "METERED";
                remaining: number | null;
                spend: {
                  amount: string;
                  currency: string;
                  limit: string;
                  per: string;
                } | null;
                /** Format: date-time */
                startsAt: string;
                /** @enum {string} */
                window: "DAY" | "MONTH" | "BILLING_PERIOD" | "LIFETIME";
              }[];
            };
          };
        };
      };
      /** @description The request cannot be read */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description No credential, or one that is not accepted */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Absent, or another tenant's */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Too many requests */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description A dependency is away; nothing was half done */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  listSpendLimits: {
    parameters: {
      query?: {
        /** @description Our id or, with a deployment key, your externalKey */
        organization?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Spend limits, by meter */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            data: {
              effects: {
                allowance: number;
                ceiling: number;
                resetsAt: string | null;
                spent: {
                  amount: string;
                  currency: string;
                };
                stopsNow: boolean;
                used: number;
                window: string;
              }[];
              limit: {
                amount: string;
                currency: string;
              };
              meter: string;
            }[];
            meta: {
              hasMore: boolean;
              nextCursor?: string;
            };
          };
        };
      };
      /** @description The request cannot be read */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description No credential, or one that is not accepted */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Absent, or another tenant's */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Too many requests */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description A dependency is away; nothing was half done */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  setSpendLimit: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description Slug of a meter */
        meter: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        "application/json": {
          limit: {
            /** @example 20000 */
            amount: string;
            currency: string;
          };
          /**
           * @description Our id or, with a deployment key, your externalKey
           * @example og_019a…
           */
          organization?: string;
        };
      };
    };
    responses: {
      /** @description The limit and what it does */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            data: {
              effects: {
                allowance: number;
                ceiling: number;
                resetsAt: string | null;
                spent: {
                  amount: string;
                  currency: string;
                };
                stopsNow: boolean;
                used: number;
                window: string;
              }[];
              limit: {
                amount: string;
                currency: string;
              };
              meter: string;
            };
          };
        };
      };
      /** @description The request cannot be read */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description No credential, or one that is not accepted */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Absent, or another tenant's */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description The plan bills nothing beyond the allowance of this meter, or in another currency */
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Too many requests */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description A dependency is away; nothing was half done */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  removeSpendLimit: {
    parameters: {
      query?: {
        /** @description Our id or, with a deployment key, your externalKey */
        organization?: string;
      };
      header?: never;
      path: {
        /** @description Slug of a meter */
        meter: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Removed */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            data: {
              meter: string;
              /** @constant */
              removed: true;
            };
          };
        };
      };
      /** @description The request cannot be read */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description No credential, or one that is not accepted */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description No spend limit on this meter */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Too many requests */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description A dependency is away; nothing was half done */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  listSubscriptions: {
    parameters: {
      query?: {
        cursor?: string;
        limit?: string;
        /** @description Our id or, with a deployment key, your externalKey */
        organization?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Subscriptions */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            data: {
              /** @description What can be done to it as it stands */
              allowed: string[];
              cancelAt: string | null;
              cancelAtPeriodEnd: boolean;
              createdAt: string;
              currentPeriodEnd: string;
              currentPeriodStart: string;
              endedAt: string | null;
              id: string;
              /** @enum {string} */
              interval: "month" | "year";
              organization: string;
              pastDueSince: string | null;
              plan: string;
              planVersion: number;
              quantity: number;
              scheduledChange: {
                at: string;
                /** @enum {string} */
                interval: "month" | "year";
                plan: string;
                quantity: number;
              } | null;
              /** @enum {string} */
              source: "internal" | "stripe";
              /** @enum {string} */
              status: "incomplete" | "trialing" | "active" | "past_due" | "paused" | "unpaid" | "canceled";
              trialEnd: string | null;
            }[];
            meta: {
              hasMore: boolean;
              nextCursor?: string;
            };
          };
        };
      };
      /** @description The request cannot be read */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description No credential, or one that is not accepted */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Absent, or another tenant's */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Too many requests */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description A dependency is away; nothing was half done */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  assignPlan: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        "application/json": {
          /** @default false */
          endStripeSubscription?: boolean;
          /**
           * @default month
           * @enum {string}
           */
          interval?: "month" | "year";
          /**
           * @description Our id or, with a deployment key, your externalKey
           * @example og_019a…
           */
          organization?: string;
          plan: string;
          /** @description Kept in the journal */
          reason: string;
        };
      };
    };
    responses: {
      /** @description The new subscription */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            data: {
              /** @description What can be done to it as it stands */
              allowed: string[];
              cancelAt: string | null;
              cancelAtPeriodEnd: boolean;
              createdAt: string;
              currentPeriodEnd: string;
              currentPeriodStart: string;
              endedAt: string | null;
              id: string;
              /** @enum {string} */
              interval: "month" | "year";
              organization: string;
              pastDueSince: string | null;
              plan: string;
              planVersion: number;
              quantity: number;
              scheduledChange: {
                at: string;
                /** @enum {string} */
                interval: "month" | "year";
                plan: string;
                quantity: number;
              } | null;
              /** @enum {string} */
              source: "internal" | "stripe";
              /** @enum {string} */
              status: "incomplete" | "trialing" | "active" | "past_due" | "paused" | "unpaid" | "canceled";
              trialEnd: string | null;
            };
          };
        };
      };
      /** @description The request cannot be read */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description No credential, or one that is not accepted */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Absent, or another tenant's */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Not possible from where it stands; state and allowed name it and the choices */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Too many requests */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description A dependency is away; nothing was half done */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  getSubscription: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The subscription */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            data: {
              /** @description What can be done to it as it stands */
              allowed: string[];
              cancelAt: string | null;
              cancelAtPeriodEnd: boolean;
              createdAt: string;
              currentPeriodEnd: string;
              currentPeriodStart: string;
              endedAt: string | null;
              id: string;
              /** @enum {string} */
              interval: "month" | "year";
              organization: string;
              pastDueSince: string | null;
              plan: string;
              planVersion: number;
              quantity: number;
              scheduledChange: {
                at: string;
                /** @enum {string} */
                interval: "month" | "year";
                plan: string;
                quantity: number;
              } | null;
              /** @enum {string} */
              source: "internal" | "stripe";
              /** @enum {string} */
              status: "incomplete" | "trialing" | "active" | "past_due" | "paused" | "unpaid" | "canceled";
              trialEnd: string | null;
            };
          };
        };
      };
      /** @description The request cannot be read */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description No credential, or one that is not accepted */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Absent, or another tenant's */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Too many requests */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description A dependency is away; nothing was half done */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  cancelSubscription: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: {
      content: {
        "application/json": {
          /**
           * @description Kept in the journal
           * @default asked for through the API
           */
          reason?: string;
          /**
           * @default period_end
           * @enum {string}
           */
          when?: "now" | "period_end";
        };
      };
    };
    responses: {
      /** @description The subscription as it is now */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            data: {
              /** @description What can be done to it as it stands */
              allowed: string[];
              cancelAt: string | null;
              cancelAtPeriodEnd: boolean;
              createdAt: string;
              currentPeriodEnd: string;
              currentPeriodStart: string;
              endedAt: string | null;
              id: string;
              /** @enum {string} */
              interval: "month" | "year";
              organization: string;
              pastDueSince: string | null;
              plan: string;
              planVersion: number;
              quantity: number;
              scheduledChange: {
                at: string;
                /** @enum {string} */
                interval: "month" | "year";
                plan: string;
                quantity: number;
              } | null;
              /** @enum {string} */
              source: "internal" | "stripe";
              /** @enum {string} */
              status: "incomplete" | "trialing" | "active" | "past_due" | "paused" | "unpaid" | "canceled";
              trialEnd: string | null;
            };
          };
        };
      };
      /** @description The request cannot be read */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description No credential, or one that is not accepted */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Absent, or another tenant's */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Not possible from where it stands; state and allowed name it and the choices */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Too many requests */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description A dependency is away; nothing was half done */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  changePlan: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        "application/json": {
          amountDue?: string;
          /**
           * @default month
           * @enum {string}
           */
          interval?: "month" | "year";
          /**
           * @description Code of the plan to change to
           * @example GROWTH
           */
          plan: string;
          /** Format: date-time */
          proratedAt?: string;
          /** @description How many, of a plan that is sold by the quantity; left out, as many as there are */
          quantity?: number;
          /** @enum {string} */
          timing: "now" | "period_end";
        };
      };
    };
    responses: {
      /** @description What it has led to */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            data: {
              invoice: string | null;
              /** @enum {string} */
              outcome: "changed" | "scheduled" | "payment_needed";
              payment: {
                amountDue: {
                  amount: string;
                  currency: string;
                };
                /** @enum {string} */
                because: "confirmation" | "refused";
                until: string;
                url: string;
              } | null;
              subscription: {
                /** @description What can be done to it as it stands */
                allowed: string[];
                cancelAt: string | null;
                cancelAtPeriodEnd: boolean;
                createdAt: string;
                currentPeriodEnd: string;
                currentPeriodStart: string;
                endedAt: string | null;
                id: string;
                /** @enum {string} */
                interval: "month" | "year";
                organization: string;
                pastDueSince: string | null;
                plan: string;
                planVersion: number;
                quantity: number;
                scheduledChange: {
                  at: string;
                  /** @enum {string} */
                  interval: "month" | "year";
                  plan: string;
                  quantity: number;
                } | null;
                /** @enum {string} */
                source: "internal" | "stripe";
                /** @enum {string} */
                status: "incomplete" | "trialing" | "active" | "past_due" | "paused" | "unpaid" | "canceled";
                trialEnd: string | null;
              };
            };
          };
        };
      };
      /** @description The request cannot be read */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description No credential, or one that is not accepted */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Absent, or another tenant's */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Not possible from where it stands; state and allowed name it and the choices */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Not valid, or the key was used with another body */
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Too many requests */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description A dependency is away; nothing was half done */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  revokePlanChange: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The subscription as it is now */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            data: {
              /** @description What can be done to it as it stands */
              allowed: string[];
              cancelAt: string | null;
              cancelAtPeriodEnd: boolean;
              createdAt: string;
              currentPeriodEnd: string;
              currentPeriodStart: string;
              endedAt: string | null;
              id: string;
              /** @enum {string} */
              interval: "month" | "year";
              organization: string;
              pastDueSince: string | null;
              plan: string;
              planVersion: number;
              quantity: number;
              scheduledChange: {
                at: string;
                /** @enum {string} */
                interval: "month" | "year";
                plan: string;
                quantity: number;
              } | null;
              /** @enum {string} */
              source: "internal" | "stripe";
              /** @enum {string} */
              status: "incomplete" | "trialing" | "active" | "past_due" | "paused" | "unpaid" | "canceled";
              trialEnd: string | null;
            };
          };
        };
      };
      /** @description The request cannot be read */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description No credential, or one that is not accepted */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Absent, or another tenant's */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Not possible from where it stands; state and allowed name it and the choices */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Too many requests */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description A dependency is away; nothing was half done */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  previewPlanChange: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        "application/json": {
          /**
           * @default month
           * @enum {string}
           */
          interval?: "month" | "year";
          /**
           * @description Code of the plan to change to
           * @example GROWTH
           */
          plan: string;
          /** @description How many, of a plan that is sold by the quantity; left out, as many as there are */
          quantity?: number;
        };
      };
    };
    responses: {
      /** @description The preview */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            data: {
              /** @enum {string} */
              interval: "month" | "year";
              /** @description What a change now charges; send amountDue and proratedAt back with the change */
              now: {
                amountDue: {
                  amount: string;
                  currency: string;
                };
                lines: {
                  amount: {
                    amount: string;
                    currency: string;
                  };
                  description: string;
                  periodEnd: string;
                  periodStart: string;
                  proration: boolean;
                  quantity: number | null;
                }[];
                proratedAt: string;
                subtotal: {
                  amount: string;
                  currency: string;
                };
                tax: {
                  amount: string;
                  currency: string;
                };
                total: {
                  amount: string;
                  currency: string;
                };
              } | null;
              periodEnd: string;
              plan: string;
              planVersion: number;
              /** @description What a period costs, of all of them */
              price: {
                amount: string;
                currency: string;
              };
              quantity: number;
              /** @description When it can take effect; the first is proposed */
              timings: ("now" | "period_end")[];
            };
          };
        };
      };
      /** @description The request cannot be read */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description No credential, or one that is not accepted */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Absent, or another tenant's */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Not possible from where it stands; state and allowed name it and the choices */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Too many requests */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description A dependency is away; nothing was half done */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  extendTrial: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        "application/json": {
          /** @description Kept in the journal */
          reason: string;
          /** Format: date-time */
          until: string;
        };
      };
    };
    responses: {
      /** @description The subscription as it is now */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            data: {
              /** @description What can be done to it as it stands */
              allowed: string[];
              cancelAt: string | null;
              cancelAtPeriodEnd: boolean;
              createdAt: string;
              currentPeriodEnd: string;
              currentPeriodStart: string;
              endedAt: string | null;
              id: string;
              /** @enum {string} */
              interval: "month" | "year";
              organization: string;
              pastDueSince: string | null;
              plan: string;
              planVersion: number;
              quantity: number;
              scheduledChange: {
                at: string;
                /** @enum {string} */
                interval: "month" | "year";
                plan: string;
                quantity: number;
              } | null;
              /** @enum {string} */
              source: "internal" | "stripe";
              /** @enum {string} */
              status: "incomplete" | "trialing" | "active" | "past_due" | "paused" | "unpaid" | "canceled";
              trialEnd: string | null;
            };
          };
        };
      };
      /** @description The request cannot be read */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description No credential, or one that is not accepted */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Absent, or another tenant's */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Not possible from where it stands; state and allowed name it and the choices */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Not later than now, or more than 730 days away */
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Too many requests */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description A dependency is away; nothing was half done */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  pauseSubscription: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: {
      content: {
        "application/json": {
          /**
           * @description Kept in the journal
           * @default asked for through the API
           */
          reason?: string;
        };
      };
    };
    responses: {
      /** @description The subscription as it is now */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            data: {
              /** @description What can be done to it as it stands */
              allowed: string[];
              cancelAt: string | null;
              cancelAtPeriodEnd: boolean;
              createdAt: string;
              currentPeriodEnd: string;
              currentPeriodStart: string;
              endedAt: string | null;
              id: string;
              /** @enum {string} */
              interval: "month" | "year";
              organization: string;
              pastDueSince: string | null;
              plan: string;
              planVersion: number;
              quantity: number;
              scheduledChange: {
                at: string;
                /** @enum {string} */
                interval: "month" | "year";
                plan: string;
                quantity: number;
              } | null;
              /** @enum {string} */
              source: "internal" | "stripe";
              /** @enum {string} */
              status: "incomplete" | "trialing" | "active" | "past_due" | "paused" | "unpaid" | "canceled";
              trialEnd: string | null;
            };
          };
        };
      };
      /** @description The request cannot be read */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description No credential, or one that is not accepted */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Absent, or another tenant's */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Not possible from where it stands; state and allowed name it and the choices */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Too many requests */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description A dependency is away; nothing was half done */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  reactivateSubscription: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The subscription as it is now */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            data: {
              /** @description What can be done to it as it stands */
              allowed: string[];
              cancelAt: string | null;
              cancelAtPeriodEnd: boolean;
              createdAt: string;
              currentPeriodEnd: string;
              currentPeriodStart: string;
              endedAt: string | null;
              id: string;
              /** @enum {string} */
              interval: "month" | "year";
              organization: string;
              pastDueSince: string | null;
              plan: string;
              planVersion: number;
              quantity: number;
              scheduledChange: {
                at: string;
                /** @enum {string} */
                interval: "month" | "year";
                plan: string;
                quantity: number;
              } | null;
              /** @enum {string} */
              source: "internal" | "stripe";
              /** @enum {string} */
              status: "incomplete" | "trialing" | "active" | "past_due" | "paused" | "unpaid" | "canceled";
              trialEnd: string | null;
            };
          };
        };
      };
      /** @description The request cannot be read */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description No credential, or one that is not accepted */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description The means of payment on file was refused; nothing has changed */
      402: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Absent, or another tenant's */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Not possible from where it stands; state and allowed name it and the choices */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Too many requests */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description A dependency is away; nothing was half done */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  resumeSubscription: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The subscription as it is now */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            data: {
              /** @description What can be done to it as it stands */
              allowed: string[];
              cancelAt: string | null;
              cancelAtPeriodEnd: boolean;
              createdAt: string;
              currentPeriodEnd: string;
              currentPeriodStart: string;
              endedAt: string | null;
              id: string;
              /** @enum {string} */
              interval: "month" | "year";
              organization: string;
              pastDueSince: string | null;
              plan: string;
              planVersion: number;
              quantity: number;
              scheduledChange: {
                at: string;
                /** @enum {string} */
                interval: "month" | "year";
                plan: string;
                quantity: number;
              } | null;
              /** @enum {string} */
              source: "internal" | "stripe";
              /** @enum {string} */
              status: "incomplete" | "trialing" | "active" | "past_due" | "paused" | "unpaid" | "canceled";
              trialEnd: string | null;
            };
          };
        };
      };
      /** @description The request cannot be read */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description No credential, or one that is not accepted */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description The charge was refused; it stays paused */
      402: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Absent, or another tenant's */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Not possible from where it stands; state and allowed name it and the choices */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Too many requests */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description A dependency is away; nothing was half done */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  usageStatistics: {
    parameters: {
      query?: {
        from?: string;
        groupBy?: "day" | "key" | "subject" | "provider" | "user";
        /** @description Slug of a meter */
        meter?: string;
        /** @description Our id or, with a deployment key, your externalKey */
        organization?: string;
        to?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Buckets; the last 30 days unless told otherwise */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            data: {
              approxCost?: string;
              day?: string;
              events?: number;
              group?: string | null;
              meter: string;
              units: number;
            }[];
            meta: {
              from: string;
              groupBy: string;
              /** @description Months before this are archived and not in the buckets; null: none */
              logFrom: string | null;
              to: string;
            };
          };
        };
      };
      /** @description The request cannot be read */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description No credential, or one that is not accepted */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Absent, or another tenant's */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Too many requests */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description A dependency is away; nothing was half done */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  recordUsage: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        "application/cloudevents+json": {
          data?: {
            /**
             * @description Approximate cost to you, in currency units
             * @example 0.0021
             */
            approxCost?: number | string;
            endpoint?: string;
            properties?: {
              [key: string]: string | number | boolean | null;
            };
            provider?: string;
            requestId?: string;
            subject?: string;
            /** @description 1 unless told otherwise; on a gauge its new value, from 0, which must be told */
            units?: number;
            userId?: string;
          } | null;
          data_base64?: null;
          datacontenttype?: string | null;
          dataschema?: string | null;
          /**
           * @description The idempotency key
           * @example req-7f3a
           */
          id: string;
          /**
           * @description Where it happened
           * @example /checkout/eu-1
           */
          source: string;
          /** @constant */
          specversion: "1.0";
          /** @description The organization for a deployment key, else the subject of the event */
          subject?: string | null;
          time?: string | null;
          /**
           * @description Slug of the meter
           * @example api_calls
           */
          type: string;
        } & {
          [key: string]: string | number | boolean | null;
        };
        "application/json": {
          /**
           * @description Approximate cost to you, in currency units
           * @example 0.0021
           */
          approxCost?: number | string;
          endpoint?: string;
          /**
           * @description Names this event for ever: the same key gives the first answer again
           * @example req-7f3a
           */
          idempotencyKey?: string;
          /**
           * @description Slug of a meter
           * @example api_calls
           */
          meter: string;
          /** Format: date-time */
          occurredAt?: string;
          /**
           * @description Our id or, with a deployment key, your externalKey
           * @example og_019a…
           */
          organization?: string;
          properties?: {
            [key: string]: string | number | boolean | null;
          };
          provider?: string;
          requestId?: string;
          /** @default api */
          source?: string;
          subject?: string;
          /**
           * @description Whole units; on a gauge (aggregation latest or max) its new value, from 0
           * @example 1
           */
          units: number;
          userId?: string;
        };
      };
    };
    responses: {
      /** @description The key is known: the first answer again, with Idempotent-Replayed: true */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            data: {
              countedAt: string;
              /** @enum {string} */
              environment: "PROD" | "STAGING" | "DEV";
              id: string;
              idempotencyKey: string;
              limit: number | null;
              meter: string;
              occurredAt: string;
              organization: string;
              overage: number;
              remaining: number | null;
              resetsAt: string | null;
              units: number;
              used: number | null;
              window: ("DAY" | "MONTH" | "BILLING_PERIOD" | "LIFETIME") | null;
            };
          };
        };
      };
      /** @description Admitted and recorded */
      201: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            data: {
              countedAt: string;
              /** @enum {string} */
              environment: "PROD" | "STAGING" | "DEV";
              id: string;
              idempotencyKey: string;
              limit: number | null;
              meter: string;
              occurredAt: string;
              organization: string;
              overage: number;
              remaining: number | null;
              resetsAt: string | null;
              units: number;
              used: number | null;
              window: ("DAY" | "MONTH" | "BILLING_PERIOD" | "LIFETIME") | null;
            };
          };
        };
      };
      /** @description The request cannot be read */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description No credential, or one that is not accepted */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description The allowance leaves no room */
      402: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description The meter or its feature is not part of the plan */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Absent, or another tenant's */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Not valid, or the key was used with another body */
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Too many requests */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description A dependency is away; nothing was half done */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  recordUsageBatch: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        "application/cloudevents-batch+json": unknown[];
        "application/json": {
          events: unknown[];
          /**
           * @description Our id or, with a deployment key, your externalKey
           * @example og_019a…
           */
          organization?: string;
        };
      };
    };
    responses: {
      /** @description One result for each event, in order */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            results: {
              data?: unknown;
              error?: unknown;
              index: number;
              status: number;
            }[];
          };
        };
      };
      /** @description The request cannot be read */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description No credential, or one that is not accepted */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Absent, or another tenant's */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Too many requests */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description A dependency is away; nothing was half done */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  listUsageEvents: {
    parameters: {
      query?: {
        cursor?: string;
        from?: string;
        limit?: string;
        /** @description Slug of a meter */
        meter?: string;
        /** @description Our id or, with a deployment key, your externalKey */
        organization?: string;
        to?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Events */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            data: ({
              countedAt: string;
              id: string;
              idempotencyKey: string;
              meter: string;
              occurredAt: string;
              source: string;
              units: number;
            } & {
              [key: string]: unknown;
            })[];
            meta: {
              hasMore: boolean;
              nextCursor?: string;
            };
          };
        };
      };
      /** @description The request cannot be read */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description No credential, or one that is not accepted */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Absent, or another tenant's */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Too many requests */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description A dependency is away; nothing was half done */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  usageSummary: {
    parameters: {
      query?: {
        /** @description Our id or, with a deployment key, your externalKey */
        organization?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Totals */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            data: {
              limits: {
                limit: number | null;
                meter: string;
                overage: {
                  amount: string;
                  currency: string;
                  per: string;
                } | null;
                /** @enum {string} */
                policy: "HARD_STOP" | "METERED";
                remaining: number | null;
                resetsAt: string | null;
                /** @enum {string} */
                source: "plan" | "override";
                spendLimit: {
                  ceiling: number;
                  limit: {
                    amount: string;
                    currency: string;
                  };
                  spent: {
                    amount: string;
                    currency: string;
                  };
                } | null;
                used: number;
                /** @enum {string} */
                window: "DAY" | "MONTH" | "BILLING_PERIOD" | "LIFETIME";
              }[];
              organization: string;
            };
          };
        };
      };
      /** @description The request cannot be read */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description No credential, or one that is not accepted */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Absent, or another tenant's */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Too many requests */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description A dependency is away; nothing was half done */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
}
