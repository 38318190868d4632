import { ACCESS_LIFETIME, TOKEN_SCOPES, type IssuedTokens } from "@/lib/activation";
import { iso, SECOND } from "@/lib/kernel/time";

export const tokensOnWire = ({ installation, accessToken, refreshToken }: IssuedTokens) => ({
  accessToken,
  tokenType: "Bearer" as const,
  expiresIn: ACCESS_LIFETIME / SECOND,
  refreshToken,
  installation: installation.id,
  organization: installation.organizationId,
  domain: installation.domain,
  scopes: TOKEN_SCOPES,
  endsAt: iso(installation.expiresAt),
});
